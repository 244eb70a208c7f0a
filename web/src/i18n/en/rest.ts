import { channels } from "./channels";
import { entry } from "./entry";
import { form } from "./form";
import { palette } from "./palette";
import { search } from "./search";
import { settings } from "./settings";

export default { channels, entry, form, palette, search, settings };
