/** "Сегодня, 14:32", "Вчера, 09:10", "20 ноября, 18:47". */

import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { dayAndMonth, daysAgo, timeOfDay } from "@/lib/time";

export function useActionTime(): (at: number) => string {
  const { t } = useTranslation("clients");
  const clock = useClock();
  return (at) => {
    const days = daysAgo(at, clock);
    const day = days <= 0 ? t("day.today") : days === 1 ? t("day.yesterdayOnly") : dayAndMonth(at, clock);
    return `${day}, ${timeOfDay(at, clock)}`;
  };
}
