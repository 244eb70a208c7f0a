/** The files of `emoji-data.ts`. */
declare module "virtual:emoji/*" {
  const address: string;
  export default address;
}
