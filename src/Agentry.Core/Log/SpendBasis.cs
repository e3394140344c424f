namespace Agentry;

/// <summary>Where the amount of a settlement comes from.</summary>
public enum SpendBasis
{
    /// <summary>The provider reported the tokens.</summary>
    Reported = 0,

    /// <summary>The provider reported nothing, or a part: counted by what was sent and came back.</summary>
    Estimated,

    /// <summary>Nobody knows what was used, so all that was reserved counts.</summary>
    Reserved,

    /// <summary>Nothing was used: it was refused here or by the provider.</summary>
    Released,

    /// <summary>The tool declares it.</summary>
    Declared,
}
