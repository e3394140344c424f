namespace Agentry.Testing;

/// <summary>A check of <see cref="RunStoreConformance"/> that a store did not pass.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Problem">What the store did instead.</param>
public sealed record RunStoreFailure(string Check, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Check}: {Problem}";
}
