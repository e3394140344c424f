using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry.Tests;

/// <summary>Compares what was emitted with the conventions; says in words what does not fit.</summary>
internal sealed class SemconvChecks(SemconvSpec spec)
{
    private const string OwnPrefix = "agentry.";

    /// <summary>Metrics of things that the conventions have no words for.</summary>
    private static readonly Dictionary<string, (string Kind, string Unit, Type Number)> Own = new(StringComparer.Ordinal)
    {
        ["agentry.run.cost"] = ("histogram", "{USD}", typeof(double)),
        ["agentry.spend.reserved"] = ("counter", "{USD}", typeof(double)),
        ["agentry.spend.settled"] = ("counter", "{USD}", typeof(double)),
        ["agentry.budget.breaches"] = ("counter", "{breach}", typeof(long)),
        ["agentry.budget.warnings"] = ("counter", "{warning}", typeof(long)),
    };

    public IEnumerable<string> Span(Activity span, IReadOnlySet<string> atCreation)
    {
        Dictionary<string, object?> tags = new(StringComparer.Ordinal);
        foreach ((string name, object? value) in span.TagObjects)
        {
            if (!tags.TryAdd(name, value))
                yield return $"{name} is there twice";
        }

        if (tags.GetValueOrDefault("gen_ai.operation.name") is not string operation || Find(operation, span.Kind) is not { } signal)
        {
            yield return $"no span of profile {spec.Profile} has this operation and the kind {span.Kind}";
            yield break;
        }

        string? expected = Name(operation, tags);
        if (span.DisplayName != expected || span.OperationName != expected)
            yield return $"the name must be '{expected}'";
        foreach (string problem in Attributes(signal, tags))
            yield return problem;
        foreach (string late in signal.SamplingRelevant.Where(a => tags.ContainsKey(a) && !atCreation.Contains(a)))
            yield return $"{late} was not set at creation, so that no sampler sees it";
        if ((span.Status == ActivityStatusCode.Error) != tags.ContainsKey("error.type"))
            yield return $"status {span.Status} does not go with error.type '{tags.GetValueOrDefault("error.type")}'";
        if (span.Events.Any())
            yield return "it has events, which may hold the text of exceptions";
        if (!string.IsNullOrEmpty(span.StatusDescription))
            yield return "its status has a text";
    }

    public IEnumerable<string> Instrument(Instrument instrument)
    {
        if (Own.TryGetValue(instrument.Name, out (string Kind, string Unit, Type Number) own))
            return OwnInstrument(instrument, own);
        if (!spec.Metrics.TryGetValue(instrument.Name, out SemconvSignal? signal))
            return [$"no metric of profile {spec.Profile} has this name"];
        Type[] type = instrument.GetType().GetGenericArguments();
        string kind = instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : "counter";
        string number = type[0] == typeof(double) ? "double" : "int";
        IReadOnlyList<double> buckets = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
            _ => [],
        };
        List<string> problems = [];
        if (kind != signal.Kind)
            problems.Add($"it is a {kind} and must be a {signal.Kind}");
        if (instrument.Unit != signal.Unit)
            problems.Add($"its unit is '{instrument.Unit}' and must be '{signal.Unit}'");
        if (number != signal.ValueType)
            problems.Add($"its numbers are {number} and must be {signal.ValueType}");
        if (!buckets.SequenceEqual(signal.Buckets))
            problems.Add("its bucket boundaries are not those of the conventions");
        if (string.IsNullOrEmpty(instrument.Description))
            problems.Add("it has no description");
        return problems;
    }

    public IEnumerable<string> Measurement(Instrument instrument, IReadOnlyDictionary<string, object?> tags) =>
        Own.ContainsKey(instrument.Name) ? OwnMeasurement(instrument.Name, tags)
        : spec.Metrics.TryGetValue(instrument.Name, out SemconvSignal? signal) ? Attributes(signal, tags) : [];

    private static IEnumerable<string> OwnInstrument(Instrument instrument, (string Kind, string Unit, Type Number) own)
    {
        if (!instrument.GetType().Name.StartsWith(own.Kind, StringComparison.OrdinalIgnoreCase))
            yield return $"it must be a {own.Kind}";
        if (instrument.Unit != own.Unit)
            yield return $"its unit is '{instrument.Unit}' and must be '{own.Unit}'";
        if (instrument.GetType().GetGenericArguments()[0] != own.Number)
            yield return $"its numbers must be {own.Number.Name}";
        if (string.IsNullOrEmpty(instrument.Description))
            yield return "it has no description";
    }

    /// <summary>Beside our own attributes, those that the conventions have for any metric or span.</summary>
    private IEnumerable<string> OwnMeasurement(string metric, IReadOnlyDictionary<string, object?> tags)
    {
        IEnumerable<SemconvSignal> signals = spec.Metrics.Values.Concat(spec.Spans.Values);
        foreach ((string name, object? value) in tags.Where(t => !t.Key.StartsWith(OwnPrefix, StringComparison.Ordinal)))
        {
            if (signals.Select(s => s.Attributes.GetValueOrDefault(name)).FirstOrDefault(a => a is not null) is not { } attribute)
                yield return $"{name}, of {metric}, is no attribute of profile {spec.Profile}";
            else if (attribute.IsOptIn || !attribute.Accepts(value))
                yield return $"{name} is content, or is {value?.GetType().Name ?? "null"} and must be {attribute.Type}";
        }
    }

    private IEnumerable<string> Attributes(SemconvSignal signal, IReadOnlyDictionary<string, object?> tags)
    {
        foreach (SemconvAttribute missing in signal.Attributes.Values.Where(a => a.IsRequired && !tags.ContainsKey(a.Name)))
            yield return $"the required {missing.Name} is missing";
        if (tags.ContainsKey("server.address") != tags.ContainsKey("server.port"))
            yield return "server.address and server.port go together";
        foreach ((string name, object? value) in tags)
        {
            if (signal.Forbidden.Contains(name))
                yield return $"{name} must not be there";
            if (!signal.Attributes.TryGetValue(name, out SemconvAttribute? attribute))
            {
                if (!name.StartsWith(OwnPrefix, StringComparison.Ordinal))
                    yield return $"{name} is not an attribute of {signal.Name} in profile {spec.Profile}";
                continue;
            }

            if (attribute.IsOptIn)
                yield return $"{name} is content, which nobody asked for";
            if (!attribute.Accepts(value))
                yield return $"{name} is {value?.GetType().Name ?? "null"} and must be {attribute.Type}";
            if (Values(name) is { } values && !values.Contains(value))
                yield return $"'{value}' is not a value of {name}";
        }
    }

    private IReadOnlyList<string>? Values(string attribute) => attribute switch
    {
        "gen_ai.operation.name" => spec.Operations,
        "gen_ai.output.type" => spec.OutputTypes,
        "gen_ai.token.modality" => spec.Modalities,
        "gen_ai.token.type" => ["input", "output"],
        "gen_ai.tool.type" => ["function", "extension", "datastore"],
        _ => null,
    };

    private SemconvSignal? Find(string operation, ActivityKind kind)
    {
        string[] names = operation switch
        {
            "chat" or "generate_content" or "text_completion" => ["gen_ai.inference.client", "gen_ai.client.inference"],
            _ => [$"gen_ai.{operation}.client", $"gen_ai.{operation}.internal"],
        };
        return names.Select(n => spec.Spans.GetValueOrDefault(n))
            .FirstOrDefault(s => string.Equals(s?.Kind, kind.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    private static string Name(string operation, Dictionary<string, object?> tags)
    {
        object? subject = tags.GetValueOrDefault(operation switch
        {
            "invoke_agent" or "create_agent" or "plan" => "gen_ai.agent.name",
            "execute_tool" => "gen_ai.tool.name",
            "invoke_workflow" => "gen_ai.workflow.name",
            _ => "gen_ai.request.model",
        });
        return subject is null ? operation : $"{operation} {subject}";
    }
}
