using System.Globalization;

namespace Agentry;

/// <summary>Days and times of a week, in a time zone: <c>Mon-Fri 08:00-18:00, Sat 09:00-12:00</c>. Immutable.</summary>
internal sealed class WorkingHours
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    private readonly List<(bool[] Days, TimeOnly From, TimeOnly To)> _spans = [];
    private readonly TimeZoneInfo _zone;

    private WorkingHours(TimeZoneInfo zone) => _zone = zone;

    /// <exception cref="FormatException">The text names no hours, or the zone is not known.</exception>
    public static WorkingHours Parse(string text, string zone)
    {
        var hours = new WorkingHours(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found) ? found : throw new FormatException($"'{zone}' is not a time zone."));
        foreach (string span in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = span.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] times = parts.Length == 2 ? parts[1].Split('-') : [];
            if (times.Length != 2 || !TryTime(times[0], out TimeOnly from) || !TryTime(times[1], out TimeOnly to) || from >= to)
                throw new FormatException($"'{span}' names no hours; write them as 'Mon-Fri 08:00-18:00'.");
            hours._spans.Add((ParseDays(parts[0], span), from, to));
        }

        return hours._spans.Count > 0 ? hours : throw new FormatException("No hours are named.");
    }

    public bool Include(DateTimeOffset time)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(time, _zone);
        var clock = TimeOnly.FromDateTime(local.DateTime);
        foreach ((bool[] days, TimeOnly from, TimeOnly to) in _spans)
        {
            if (days[(int)local.DayOfWeek] && clock >= from && clock < to)
                return true;
        }

        return false;
    }

    private static bool TryTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static bool[] ParseDays(string text, string span)
    {
        string[] ends = text.Split('-');
        int from = Array.IndexOf(Days, ends[0]), to = Array.IndexOf(Days, ends[^1]);
        if (ends.Length > 2 || from < 0 || to < 0)
            throw new FormatException($"'{span}' names no days; they are {string.Join(", ", Days)}, alone or as 'Mon-Fri'.");
        bool[] days = new bool[7];
        for (int day = from; ; day = (day + 1) % 7)
        {
            days[day] = true;
            if (day == to)
                return days;
        }
    }
}
