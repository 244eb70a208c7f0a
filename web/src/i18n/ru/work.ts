import { bulk } from "./bulk";
import { deals } from "./deals";
import { people } from "./people";

export default { bulk, deals, people };
