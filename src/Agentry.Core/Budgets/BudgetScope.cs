using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Caps over calendar periods in UTC, which the clock of the store opens.</summary>
public sealed class BudgetScope
{
    /// <summary>In each hour.</summary>
    [ValidateObjectMembers]
    public BudgetCaps? Hour { get; set; }

    /// <summary>On each day.</summary>
    [ValidateObjectMembers]
    public BudgetCaps? Day { get; set; }

    /// <summary>In each month.</summary>
    [ValidateObjectMembers]
    public BudgetCaps? Month { get; set; }
}
