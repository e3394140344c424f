namespace Agentry;

/// <summary>What happens to a call whose model has no price while its cost is limited.</summary>
public enum UnknownPriceBehavior
{
    /// <summary>It is not made: the run fails with <see cref="RunReasonCodes.UnknownPrice"/>.</summary>
    Deny = 0,

    /// <summary>It is charged at <see cref="BudgetOptions.AssumedPrice"/>.</summary>
    Assume,
}
