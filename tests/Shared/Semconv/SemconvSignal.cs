namespace Agentry.Tests;

/// <summary>A span or a metric as the conventions describe it.</summary>
internal sealed record SemconvSignal
{
    public required string Name { get; init; }

    public required IReadOnlyDictionary<string, SemconvAttribute> Attributes { get; init; }

    /// <summary>Spans: client or internal. Metrics: histogram or counter.</summary>
    public required string Kind { get; init; }

    /// <summary>Spans: attributes that a sampler must see.</summary>
    public IReadOnlyList<string> SamplingRelevant { get; init; } = [];

    /// <summary>Spans: attributes that were taken out on purpose.</summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];

    /// <summary>Metrics: the unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Metrics: int or double.</summary>
    public string? ValueType { get; init; }

    /// <summary>Metrics: bucket boundaries, for histograms.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];
}
