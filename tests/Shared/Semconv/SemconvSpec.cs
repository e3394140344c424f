using System.Text.Json;

namespace Agentry.Tests;

/// <summary>One profile of the conventions, read from <c>genai-semconv.json</c> in the acceptance data.</summary>
internal sealed class SemconvSpec
{
    /// <summary>Metrics of <c>latest</c> that an emitter of older names may add, because nothing older has their names.</summary>
    private static readonly string[] Additive =
    [
        "gen_ai.invoke_agent.duration", "gen_ai.invoke_agent.inference_calls", "gen_ai.invoke_agent.tool_calls", "gen_ai.execute_tool.duration",
    ];

    private static readonly Lazy<JsonElement> Document = new(() =>
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedData.Path("genai-semconv.json")));
        return document.RootElement.Clone();
    });

    private SemconvSpec(string profile)
    {
        Profile = profile;
        Spans = Read(profile, "spans", static (name, json) => new SemconvSignal
        {
            Name = name,
            Attributes = AttributesOf(json),
            Kind = json.GetProperty("kind").GetString()!.Split(' ')[0],
            SamplingRelevant = Strings(json, "sampling_relevant"),
            Forbidden = Strings(json, "must_not_have"),
        });
        Dictionary<string, SemconvSignal> metrics = Read(profile, "metrics", Metric);
        foreach ((string name, SemconvSignal metric) in Read("latest", "metrics", Metric))
        {
            if (Additive.Contains(name))
                metrics.TryAdd(name, metric);
        }

        Metrics = metrics;
        JsonElement enums = Document.Value.GetProperty("profiles").GetProperty("latest").GetProperty("enums");
        Operations = Strings(enums, "gen_ai.operation.name");
        OutputTypes = Strings(enums, "gen_ai.output.type");
        Modalities = Strings(enums, "gen_ai.token.modality");
    }

    public static SemconvSpec V142 => field ??= new SemconvSpec("v1_42_0_dev");

    public static SemconvSpec Latest => field ??= new SemconvSpec("latest");

    public string Profile { get; }

    public IReadOnlyDictionary<string, SemconvSignal> Spans { get; }

    public IReadOnlyDictionary<string, SemconvSignal> Metrics { get; }

    public IReadOnlyList<string> Operations { get; }

    public IReadOnlyList<string> OutputTypes { get; }

    public IReadOnlyList<string> Modalities { get; }

    private static SemconvSignal Metric(string name, JsonElement json) => new()
    {
        Name = name,
        Attributes = AttributesOf(json),
        Kind = json.GetProperty("instrument").GetString()!,

        // One unit is written with escaped quotes in the extract.
        Unit = json.GetProperty("unit").GetString()!.Replace("\\u0027", "", StringComparison.Ordinal),
        ValueType = json.GetProperty("value_type").GetString(),
        Buckets = json.GetProperty("buckets") is { ValueKind: JsonValueKind.Array } buckets ? [.. buckets.EnumerateArray().Select(b => b.GetDouble())] : [],
    };

    private static Dictionary<string, SemconvSignal> Read(string profile, string kind, Func<string, JsonElement, SemconvSignal> read) =>
        Document.Value.GetProperty("profiles").GetProperty(profile).GetProperty(kind).EnumerateObject()
            .ToDictionary(p => p.Name, p => read(p.Name, p.Value), StringComparer.Ordinal);

    private static Dictionary<string, SemconvAttribute> AttributesOf(JsonElement json)
    {
        Dictionary<string, SemconvAttribute> attributes = new(StringComparer.Ordinal);
        foreach (string level in (string[])["required", "conditionally_required", "recommended", "opt_in"])
        {
            if (!json.TryGetProperty(level, out JsonElement listed))
                continue;
            foreach (JsonElement attribute in listed.EnumerateArray())
            {
                string name = attribute.GetProperty("name").GetString()!;
                attributes[name] = new SemconvAttribute(name, attribute.GetProperty("type").GetString()!, level == "required", level == "opt_in");
            }
        }

        return attributes;
    }

    private static string[] Strings(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(s => s.GetString()!)] : [];
}
