namespace Agentry.Tests;

/// <summary>One value that a metric recorded.</summary>
internal sealed record EmittedMeasurement(string Metric, double Value, IReadOnlyDictionary<string, object?> Tags);
