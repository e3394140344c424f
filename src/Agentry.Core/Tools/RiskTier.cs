namespace Agentry;

/// <summary>How much harm a wrong call can do.</summary>
public enum RiskTier
{
    /// <summary>None that matters.</summary>
    Low = 0,

    /// <summary>Annoying and easily put right.</summary>
    Medium,

    /// <summary>Costs money or trust.</summary>
    High,

    /// <summary>Cannot be put right.</summary>
    Critical,
}
