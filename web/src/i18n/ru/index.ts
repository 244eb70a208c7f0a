import { clients } from "./clients";
import { common } from "./common";

export default { common, clients };
