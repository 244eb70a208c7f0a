import { bulk } from "./bulk";
import { composer } from "./composer";
import { deals } from "./deals";
import { people } from "./people";

export default { bulk, composer, deals, people };
