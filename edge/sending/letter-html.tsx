import { inReadingOrder } from "../dashboard/reading-order.ts";
import type { Letter, LetterPart } from "./letter.ts";

/*
 * Mail programs know tables and inline styles, and little else. Dark ones turn colours around by themselves, so there are few.
 */

const INK = "#1a2032";
const SOFT = "#4a5266";
const FAINT = "#656c7d";
const LINE = "#e0dbcf";
const ACCENT = "#36429e";
const TONES = { good: "#1c7350", bad: "#b02a1f", plain: ACCENT } as const;
const SANS = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const SERIF = "Georgia,'Times New Roman',serif";
const FONT = `font-family:${SANS};font-size:15px;line-height:1.5;color:${INK}`;
const CELL = `padding:7px 0;border-top:1px solid ${LINE};vertical-align:top`;

/** A letter as the HTML part of an e-mail. Everything is escaped; nothing is loaded from anywhere. */
export function letterHtml(letter: Letter): string {
  const tone = TONES[letter.tone];
  const html = (
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{letter.subject}</title>
      </head>
      <body style="margin:0;padding:0;background:#f6f4ee">
        <div style="display:none;max-height:0;overflow:hidden">{letter.lead}</div>
        <table
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style="background:#f6f4ee"
        >
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style={`max-width:600px;background:#ffffff;border:1px solid ${LINE};border-top:4px solid ${tone};border-radius:8px;${FONT}`}
              >
                <tr>
                  <td style="padding:24px 24px 8px">
                    <p style={`margin:0 0 4px;font-size:13px;color:${FAINT}`}>Nightshift</p>
                    <h1
                      style={`margin:0;font-family:${SERIF};font-size:24px;line-height:1.25;font-weight:600;color:${INK};overflow-wrap:anywhere`}
                    >
                      {letter.title}
                    </h1>
                    <p style={`margin:6px 0 0;color:${SOFT};overflow-wrap:anywhere`}>
                      {letter.lead}
                    </p>
                  </td>
                </tr>
                {letter.parts.map((part) => (
                  <tr>
                    <td style="padding:12px 24px">
                      <Part part={part} />
                    </td>
                  </tr>
                ))}
                <tr>
                  <td
                    style={`padding:16px 24px 20px;border-top:1px solid ${LINE};font-size:13px;color:${FAINT}`}
                  >
                    {letter.footer}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
  return inReadingOrder(`<!doctype html>${String(html)}`);
}

function Part({ part }: { part: LetterPart }) {
  switch (part.kind) {
    case "text":
      return <p style="margin:0;overflow-wrap:anywhere">{part.text}</p>;
    case "warning":
      return (
        <p style="margin:0;padding:10px 14px;border-radius:6px;border:1px solid #dba544;background:#faecc8;color:#1a2032;overflow-wrap:anywhere">
          {part.text}
        </p>
      );
    case "link":
      return (
        <a
          href={part.href}
          style={`display:inline-block;padding:9px 16px;border-radius:6px;background:${ACCENT};color:#ffffff;font-weight:600;text-decoration:none`}
        >
          {part.label}
        </a>
      );
    case "facts":
      return (
        <>
          {part.title !== null && <Heading text={part.title} />}
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={FONT}>
            {part.rows.map(({ name, value, note }) => (
              <tr>
                <td style={`${CELL};padding-right:12px;color:${SOFT}`}>{name}</td>
                <td align="right" style={`${CELL};overflow-wrap:anywhere`}>
                  <strong style="font-weight:600">{value}</strong>
                  {note !== "" && (
                    <div style={`font-size:13px;line-height:1.4;color:${FAINT}`}>{note}</div>
                  )}
                </td>
              </tr>
            ))}
          </table>
        </>
      );
    case "list":
      return (
        <>
          <Heading text={part.title} />
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={FONT}>
            {part.items.map(({ title, href, text }) => (
              <tr>
                <td style={`${CELL};overflow-wrap:anywhere`}>
                  {href === null ? (
                    <strong style="font-weight:600">{title}</strong>
                  ) : (
                    <a href={href} style={`color:${ACCENT};font-weight:600`}>
                      {title}
                    </a>
                  )}
                  {text !== "" && <div style={`color:${SOFT}`}>{text}</div>}
                </td>
              </tr>
            ))}
          </table>
          {part.rest !== null && <p style={`margin:8px 0 0;color:${FAINT}`}>{part.rest}</p>}
        </>
      );
  }
}

function Heading({ text }: { text: string }) {
  return (
    <h2
      style={`margin:0 0 8px;font-family:${SERIF};font-size:17px;line-height:1.3;font-weight:600;color:${INK}`}
    >
      {text}
    </h2>
  );
}
