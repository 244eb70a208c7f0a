import { channels } from "./channels";
import { entry } from "./entry";
import { form } from "./form";
import { imports } from "./imports";
import { palette } from "./palette";
import { search } from "./search";
import { settings } from "./settings";

export default { channels, entry, form, imports, palette, search, settings };
