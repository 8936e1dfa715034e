import { describe, expect, it } from "vitest";

import type { Segment } from "#shared/contracts/transcript.ts";

import { monoSegments } from "../testing/judge-request.ts";
import { findAutoFails } from "./auto-fails.ts";
import { conversationOf } from "./conversation.ts";

function autoFails(...texts: readonly string[]): string[] {
  return findAutoFails(conversationOf(monoSegments(texts))).map(({ id }) => id);
}

function dialogue(...lines: readonly (readonly ["agent" | "customer", string])[]): string[] {
  const segments: Segment[] = monoSegments(lines.map(([, text]) => text)).map((segment, index) => ({
    ...segment,
    speaker: lines[index]?.[0] ?? null,
  }));
  return findAutoFails(conversationOf(segments)).map(({ id }) => id);
}

describe("unauthorised_promise", () => {
  it.each([
    "I guarantee it will never happen again.",
    "I can guarantee you that this won't happen again.",
    "I promise you a full refund, no questions asked.",
    "We promise you'll get your money back, I promise you will get a full refund.",
    "It's one hundred percent guaranteed.",
    "That is 100% guaranteed.",
    "You have my word, your claim will be approved.",
    "I promise you it will be fixed by tomorrow.",
    "I promise this will never break down again.",
    "Your refund is guaranteed.",
    "We absolutely guarantee the lowest bill you have ever had.",
    "I assure you it will never go wrong again.",
  ])("is: %s", (text) => {
    expect(autoFails("Good morning, how can I help?", text)).toEqual(["unauthorised_promise"]);
  });

  it.each([
    "I promise to call you back this afternoon.",
    "I promise I will call you back on Tuesday.",
    "I promise you I'll look into it today.",
    "I'll make sure it is sorted.",
    "I'm so sorry, I promise to do my best.",
    "I guarantee I will call you back by five.",
    "I can't guarantee that it will arrive on Monday.",
    "I cannot promise you a full refund.",
    "Unfortunately we don't guarantee delivery times.",
    "Nobody can guarantee that it will never happen again.",
    "I'm not able to promise a refund.",
    "The router comes with a two year guarantee.",
    "Can you guarantee it will work?",
    "Can you promise me a full refund?",
    "You promised me a full refund last week.",
    "I guarantee you I will be leaving if this happens again.",
    "The guarantee period runs for twelve months.",
    "I have refunded thirty pounds to your account.",
    "The refund will reach your bank within five working days.",
    "It will be back within ten minutes.",
  ])("is not: %s", (text) => {
    expect(autoFails("Good morning, how can I help?", text)).toEqual([]);
  });

  it("is not what a caller says on their own channel", () => {
    expect(
      dialogue(
        ["agent", "How can I help?"],
        ["customer", "I guarantee it will never happen again."],
      ),
    ).toEqual([]);
  });

  it("is found where Whisper cut the sentence in two", () => {
    expect(
      autoFails("How can I help?", "I promise you a full", "refund, no questions asked."),
    ).toEqual(["unauthorised_promise"]);
  });
});

describe("abuse", () => {
  it.each([
    "You are an idiot.",
    "Shut up and listen.",
    "You stupid woman.",
    "Are you deaf?",
    "Go to hell.",
    "I know where you live.",
    "You're a complete liar.",
  ])("by the agent, right after the caller: %s", (text) => {
    expect(autoFails("How can I help?", "My broadband is not working.", text)).toEqual(["abuse"]);
  });

  it.each(["You are an idiot.", "Shut up.", "Fuck off."])("by the caller is not: %s", (text) => {
    expect(autoFails("There is nothing I can do about that.", text)).toEqual([]);
    expect(dialogue(["agent", "I see."], ["customer", text])).toEqual([]);
  });

  it.each([
    "You are not stupid, it is a common mistake.",
    "Please shut the lid and wait.",
    "The offices shut down early on Fridays.",
    "I will come back to you on Monday.",
    "You will be sorry to hear that it is out of stock.",
    "You will pay for the delivery only.",
    "That is a silly question, I know, but is it plugged in?",
    "The warning will go away by itself.",
    "It will make you a member straight away.",
  ])("is not: %s", (text) => {
    expect(dialogue(["customer", "My broadband is not working."], ["agent", text])).toEqual([]);
  });
});

describe("card_data_aloud", () => {
  it.each([
    [["Can I take the long card number?", "It is [CARD]."]],
    [["And the security code on the back?", "[CVV]."]],
    [["Could you read me the sixteen digit number?", "Four two four two, four two four two."]],
    [["What is the three digit code on the back of the card?", "It's three one seven."]],
    [["My card number is [CARD]."]],
  ])("is: %j", (texts) => {
    expect(autoFails(...texts)).toEqual(["card_data_aloud"]);
  });

  it.each([
    [["Please do not read your card number out, I will send you a secure payment link."]],
    [["Please don't read your card number out.", "It is [CARD].", "Please stop there."]],
    [["Can you tell me the last four digits of the card?", "One two three four."]],
    [["Please enter the security code on your keypad.", "Okay, done."]],
    [["Can I take your account number?", "It is four seven one nine two zero."]],
    [["Can I take the long card number?", "I would rather not say it."]],
    [["I have lost my card.", "I will order a replacement card for you."]],
  ])("is not: %j", (texts) => {
    expect(autoFails(...texts)).toEqual([]);
  });
});
