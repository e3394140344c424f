using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry.Tests;

/// <summary>The check itself: that it sees what is wrong.</summary>
public sealed class SemconvListenerTests
{
    private static readonly KeyValuePair<string, object?>[] Chat =
    [
        new("gen_ai.operation.name", "chat"), new("gen_ai.provider.name", "openai"), new("gen_ai.request.model", "m"),
    ];

    [SharedDataFact]
    public void Span_ThatFits_HasNoViolation() => Emit("chat m", ActivityKind.Client, Chat).Should().BeEmpty();

    [SharedDataFact]
    public void Span_UnknownAttribute_IsAViolation() =>
        Emit("chat m", ActivityKind.Client, Chat, s => s.AddTag("gen_ai.system", "openai")).Should().ContainSingle().Which.Should().Contain("gen_ai.system");

    [SharedDataFact]
    public void Span_NameOfTheOtherProfile_IsAViolation()
    {
        Emit("chat m", ActivityKind.Client, Chat, s => s.AddTag("gen_ai.usage.cache_write.input_tokens", 1L)).Should().ContainSingle();
        Emit("chat m", ActivityKind.Client, Chat, s => s.AddTag("gen_ai.usage.cache_write.input_tokens", 1L), SemconvProfile.Latest).Should().BeEmpty();
    }

    [SharedDataFact]
    public void Span_MissingRequired_IsAViolation() =>
        Emit("chat m", ActivityKind.Client, [Chat[0], Chat[2]]).Should().ContainSingle().Which.Should().Contain("gen_ai.provider.name");

    [SharedDataFact]
    public void Span_WrongKindOrName_IsAViolation()
    {
        Emit("chat m", ActivityKind.Internal, Chat).Should().ContainSingle();
        Emit("chat", ActivityKind.Client, Chat).Should().ContainSingle().Which.Should().Contain("'chat m'");
    }

    [SharedDataFact]
    public void Span_WrongType_IsAViolation() =>
        Emit("chat m", ActivityKind.Client, Chat, s => s.AddTag("gen_ai.response.finish_reasons", "[\"stop\"]")).Should().ContainSingle();

    [SharedDataFact]
    public void Span_SamplingAttributeSetLate_IsAViolation() =>
        Emit("chat m", ActivityKind.Client, [Chat[0], Chat[1]], s => s.AddTag("gen_ai.request.model", "m"))
            .Should().ContainSingle().Which.Should().Contain("sampler");

    [SharedDataFact]
    public void Span_Content_IsAViolation() =>
        Emit("chat m", ActivityKind.Client, Chat, s => s.AddTag("gen_ai.input.messages", "[]")).Should().ContainSingle().Which.Should().Contain("content");

    [SharedDataFact]
    public void Span_ErrorWithoutType_IsAViolation() =>
        Emit("chat m", ActivityKind.Client, Chat, s => s.SetStatus(ActivityStatusCode.Error)).Should().ContainSingle();

    [SharedDataFact]
    public void Span_ForbiddenInLatest_IsAViolation() =>
        Emit(
            "invoke_agent a",
            ActivityKind.Internal,
            [new("gen_ai.operation.name", "invoke_agent"), new("gen_ai.agent.name", "a"), new("gen_ai.provider.name", "openai")],
            profile: SemconvProfile.Latest).Should().NotBeEmpty();

    [SharedDataFact]
    public void Metric_WrongUnitBucketsOrAttribute_AreViolations()
    {
        using var meter = new Meter("Agentry");
        using SemconvListener listener = Observed.Listen(SemconvProfile.V142);

        meter.CreateHistogram<double>("gen_ai.execute_tool.duration", "ms", "d").Record(1, new KeyValuePair<string, object?>("tool", "t"));
        meter.CreateCounter<long>("gen_ai.client.inference.usage.input_tokens", "{token}", "d").Add(1);

        listener.Violations.Should().HaveCount(5);
        listener.Violations[0].Should().Contain("unit");
        listener.Violations[1].Should().Contain("bucket");
        listener.Violations[2].Should().Contain("gen_ai.tool.name is missing");
        listener.Violations[3].Should().Contain("tool is not an attribute");
        listener.Violations[4].Should().Contain("no metric of profile");
        listener.Forgive();
    }

    private static IReadOnlyList<string> Emit(
        string name,
        ActivityKind kind,
        KeyValuePair<string, object?>[] atCreation,
        Action<Activity>? then = null,
        SemconvProfile profile = SemconvProfile.V142)
    {
        using SemconvListener listener = Observed.Listen(profile, metrics: false);
        using var source = new ActivitySource("Agentry");
        using (Activity span = source.StartActivity(kind, default, atCreation, name: name)!)
            then?.Invoke(span);
        IReadOnlyList<string> found = listener.Violations;
        listener.Forgive();
        return found;
    }
}
