using Agentry.JsonSchema;

namespace Agentry;

/// <summary>What a change of a tool's schemas means for those who know the older ones: models in the middle of a run, recorded calls, readers of results.</summary>
public sealed record ContractComparison
{
    /// <summary>Does the newer contract take every call that the older one took?</summary>
    public required SchemaComparison Arguments { get; init; }

    /// <summary>Is every result of the newer contract one that the older one promised?</summary>
    public required SchemaComparison Result { get; init; }

    /// <summary>The worse of both.</summary>
    public SchemaCompatibilityVerdict Verdict => Arguments.Verdict > Result.Verdict ? Arguments.Verdict : Result.Verdict;
}
