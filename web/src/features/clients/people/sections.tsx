/** Who else this person is, and how to reach him: the linked dialogs (S08) and the contacts of the card. */
import type { Client } from "@/api/types";
import { Contacts } from "./contacts";
import { LinkedDialogs } from "./linked";

export default function PeopleSections({ client }: { client: Client }) {
  return (
    <>
      <LinkedDialogs client={client} />
      <Contacts client={client} />
    </>
  );
}
