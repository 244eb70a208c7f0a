import { bulk } from "./bulk";
import { composer } from "./composer";
import { deals } from "./deals";
import { people } from "./people";
import { scheduled } from "./scheduled";

export default { bulk, composer, deals, people, scheduled };
