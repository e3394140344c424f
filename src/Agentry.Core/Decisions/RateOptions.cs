namespace Agentry;

/// <summary>How often something may happen: a number within a sliding window, counted by the store for all processes together.</summary>
public sealed class RateOptions
{
    /// <summary>How many.</summary>
    public int Max { get; set; }

    /// <summary>Within which time.</summary>
    /// <value>One minute by default.</value>
    public TimeSpan Per { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What has a window of its own: each tool, each user, each agent, or the tenant as a whole.</summary>
    /// <value>Empty by default: the tenant as a whole.</value>
    public IList<RateScope> By { get; } = [];

    /// <exception cref="FormatException">A value is out of its range.</exception>
    internal void Check()
    {
        if (Max < 1)
            throw new FormatException("a rate's Max must be at least 1.");
        if (Per < TimeSpan.FromMilliseconds(1) || Per > TimeSpan.FromDays(366))
            throw new FormatException("a rate's Per must be between a millisecond and 366 days.");
    }

    internal AccountPart Part(string name, string? tool, string agent, string subject) => new()
    {
        Account = new AccountKey(
            $"rate:{name}{Of(RateScope.Agent, "agent", agent)}{Of(RateScope.Tool, "tool", tool ?? "")}{Of(RateScope.User, "user", subject)}", Window: Per),
        Amount = 1,
        Limit = Max,
    };

    private string Of(RateScope scope, string word, string value) => By.Contains(scope) ? $":{word}={value.Length}:{value}" : "";
}
