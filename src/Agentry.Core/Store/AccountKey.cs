namespace Agentry;

/// <summary>An account of a tenant: something that is counted against a limit. Another period or window under the same name is another account.</summary>
/// <param name="Name">Any word. Those that begin with what <see cref="OfRun"/> gives belong to that run and are forgotten with it.</param>
/// <param name="Period">The calendar period that it counts, chosen by the clock of the store: a worker's wrong clock opens no new one.</param>
/// <param name="Window">A sliding window by the clock of the store, for rates; it counts what was taken within it. <paramref name="Period"/> is then <see cref="AccountPeriod.Total"/>.</param>
public readonly record struct AccountKey(string Name, AccountPeriod Period = AccountPeriod.Total, TimeSpan? Window = null)
{
    /// <summary>The beginning of the names of a run's own accounts.</summary>
    public static string OfRun(RunId run) => $"run:{run.Value}:";

    /// <summary>When the period began that a time is in; the first of all times for a total.</summary>
    public DateTimeOffset StartOf(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        return Period switch
        {
            AccountPeriod.Hour => new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero),
            AccountPeriod.Day => new DateTimeOffset(utc.Date, TimeSpan.Zero),
            AccountPeriod.Month => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
            _ => DateTimeOffset.MinValue,
        };
    }

    /// <summary>When the next period begins after one that began then; null for a total, which has none.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset start) => Period switch
    {
        AccountPeriod.Hour => start.AddHours(1),
        AccountPeriod.Day => start.AddDays(1),
        AccountPeriod.Month => start.AddMonths(1),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        Window is { } window ? $"{Name} in {window}" : Period == AccountPeriod.Total ? Name : $"{Name} of the {Period.ToString().ToLowerInvariant()}";
}
