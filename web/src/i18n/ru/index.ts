import { channels } from "./channels";
import { clients } from "./clients";
import { common } from "./common";
import { entry } from "./entry";
import { form } from "./form";
import { settings } from "./settings";

export default { common, clients, channels, settings, entry, form };
