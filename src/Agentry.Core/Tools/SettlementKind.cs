namespace Agentry;

/// <summary>What was found out about a call whose outcome was unknown.</summary>
public enum SettlementKind
{
    /// <summary>Its effect happened: the result counts, and the call does not run again.</summary>
    Happened = 0,

    /// <summary>Its effect did not happen and will not: the call runs, under the same idempotency key.</summary>
    DidNotHappen,

    /// <summary>Nobody will find out: the model is told that the outcome is not known.</summary>
    GivenUp,
}
