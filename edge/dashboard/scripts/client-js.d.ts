/** The text of a script that pages load. */
declare module "*.client.js" {
  const text: string;
  export default text;
}
