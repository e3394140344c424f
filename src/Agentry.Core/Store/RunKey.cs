namespace Agentry;

/// <summary>A run within its tenant. Every read and write of a store names both, so that one tenant never sees another's runs.</summary>
/// <param name="Tenant">The tenant; the empty string is the default tenant.</param>
/// <param name="RunId">The run.</param>
public readonly record struct RunKey(string Tenant, RunId RunId)
{
    /// <inheritdoc/>
    public override string ToString() => Tenant.Length == 0 ? RunId.Value : $"{Tenant}/{RunId.Value}";
}
