using System.Reflection;
using System.Text;
using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>What is stored must be readable for as long as runs are kept: the format changes only on purpose.</summary>
public sealed class EventFormatTests
{
    private static readonly RunId Run = new("run-1");

    public static TheoryData<Type> Kinds =>
        [.. typeof(RunEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunEvent)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Kinds))]
    public void Event_OfEachKind_RoundTrips(Type kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        EventSamples.All.Should().ContainKey(kind, "every kind has a sample");
        RunEvent sample = EventSamples.All[kind];
        foreach (PropertyInfo member in kind.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            IsDefault(member.GetValue(sample), member.PropertyType).Should().BeFalse("{0}.{1} is set in the sample", kind.Name, member.Name);

        byte[] payload = RunLogSerializer.Encode(Entry(sample));
        RunLogEntry decoded = RunLogSerializer.Decode(Run, new StoredEvent(5, payload, new byte[32]));

        decoded.Should().BeEquivalentTo(Entry(sample), o => o.RespectingRuntimeTypes().Excluding(e => e.Event));
        decoded.Event.Should().BeOfType(kind);
        Encoding.UTF8.GetString(RunLogSerializer.Encode(decoded)).Should().Be(Encoding.UTF8.GetString(payload));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Event_OfEachKind_IsStoredAsApproved(Type kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        string stored = Encoding.UTF8.GetString(RunLogSerializer.Encode(Entry(EventSamples.All[kind])));

        stored.Should().Be(ApprovedEvents.Of(kind.Name));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Event_WithOptionalMembersLeftOut_IsRead(Type kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        foreach (PropertyInfo member in kind.GetProperties().Where(IsOptional))
        {
            var changed = JsonDocument.Parse(ApprovedEvents.Of(kind.Name)).RootElement;
            string json = Without(changed, JsonNamingPolicy.CamelCase.ConvertName(member.Name));
            Decode(json).Event.Should().BeOfType(kind, "{0} is optional", member.Name);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Event_WithAnyRequiredMemberLeftOutOrNull_IsDamaged(Type kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        JsonElement approved = JsonDocument.Parse(ApprovedEvents.Of(kind.Name)).RootElement;
        foreach (PropertyInfo member in kind.GetProperties().Where(p => !IsOptional(p) && !p.PropertyType.IsValueType))
        {
            string name = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            Refused(Without(approved, name), "damaged", name);
            Refused(Without(approved, name, asNull: true), "damaged", name);
        }

        foreach (string name in (string[])["seq", "run", "at", "actor", "kind", "v", "body"])
            Refused(Envelope(approved, name, null), "damaged", name);
        Refused(Envelope(approved, "body", "null"), "damaged", "body");
        Refused(Envelope(approved, "v", "0"), "damaged", "version 0");
        Refused(Envelope(approved, "v", "-1"), "damaged", "version -1");
        Refused(Envelope(approved, "v", "1.5"), "damaged", "version 1.5");
        Refused(Envelope(approved, "v", "99999999999"), "damaged", "a version beyond numbers");
        Refused(Envelope(approved, "at", "\"soon\""), "damaged", "time");
        Refused(Envelope(approved, "seq", "6"), "another place", "sequence");
        Refused(Envelope(approved, "run", "\"run-2\""), "another run", "run");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("\u0000\u0001")]
    [InlineData("{\"kind\":5}")]
    public void Event_OfOtherBytes_IsDamaged(string payload) => Refused(payload, "damaged", "bytes");

    [Fact]
    public void Event_WithMembersOfALaterMinorVersion_IsReadWithoutThem()
    {
        string json = ApprovedEvents.Of(nameof(RunResumed)).Replace("\"body\":{", "\"body\":{\"mood\":\"good\",", StringComparison.Ordinal);

        Decode(json).Event.Should().Be(new RunResumed { AgentVersion = "v2", Cause = ResumeCause.Woken, Worker = "w" });
    }

    [Theory]
    [InlineData("\"kind\":\"input_accepted\"", "\"kind\":\"input_weighed\"", "'input_weighed', which this build does not know")]
    [InlineData("\"kind\":\"input_accepted\",\"v\":1", "\"kind\":\"input_accepted\",\"v\":2", "version 2; this build knows up to 1")]
    public async Task Run_WithAnEventOfTheFuture_IsRefusedAndLeftInTheStore(string known, string future, string says)
    {
        var store = new AlteredStore();
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Hello.")), services: services => services.AddSingleton<RunStore>(store));
        AgentRun run = await host.Agent.RunAsync("Hi.");
        var key = new RunKey("", run.Id);
        List<StoredEvent> events = [.. await store.ReadAsync(key).ToListAsync()];
        string payload = Encoding.UTF8.GetString(events[1].Payload.Span).Replace(known, future, StringComparison.Ordinal);
        events[1] = events[1] with { Payload = Encoding.UTF8.GetBytes(payload) };
        store.Put(key, events);
        host.ChecksLogs = false;

        foreach (Func<Task> read in (Func<Task>[])
            [
                () => host.Runs.GetAsync(run.Id),
                () => host.Runs.StateAsync(run.Id),
                () => host.Runs.MessagesAsync(run.Id),
                () => host.LogAsync(run.Id),
            ])
        {
            RunLogException refused = (await read.Should().ThrowAsync<RunLogException>()).Which;
            refused.Message.Should().Contain(says);
            refused.Sequence.Should().Be(2);
            refused.RunId.Should().Be(run.Id);
        }

        (await store.ReadAsync(key).ToListAsync())[1].Payload.ToArray().Should().Equal(Encoding.UTF8.GetBytes(payload));
        (await host.Runs.ListAsync()).Should().ContainSingle("lists do not need the events");
    }

    private static RunLogEntry Entry(RunEvent @event) => new()
    {
        RunId = Run,
        Sequence = 5,
        At = new DateTimeOffset(2026, 1, 1, 12, 0, 0, 250, TimeSpan.Zero),
        Actor = "agentry",
        CorrelationId = "trace",
        Event = @event,
    };

    private static RunLogEntry Decode(string payload) => RunLogSerializer.Decode(Run, new StoredEvent(5, Encoding.UTF8.GetBytes(payload), new byte[32]));

    private static void Refused(string payload, string says, string because)
    {
        RunLogException refused = FluentActions.Invoking(() => Decode(payload)).Should().Throw<RunLogException>(because).Which;
        refused.Sequence.Should().Be(5);
        refused.Message.Should().Contain(says, because);
    }

    private static bool IsOptional(PropertyInfo member) =>
        new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;

    private static bool IsDefault(object? value, Type type) =>
        value is null || (type.IsValueType && value.Equals(Activator.CreateInstance(type)));

    private static string Without(JsonElement stored, string member, bool asNull = false)
    {
        IEnumerable<string> members = stored.GetProperty("body").EnumerateObject()
            .Where(p => asNull || p.Name != member)
            .Select(p => $"\"{p.Name}\":{(p.Name == member ? "null" : p.Value.GetRawText())}");
        return Envelope(stored, "body", $"{{{string.Join(',', members)}}}");
    }

    private static string Envelope(JsonElement stored, string member, string? value) => $"{{{string.Join(',', stored.EnumerateObject()
        .Where(p => p.Name != member || value is not null)
        .Select(p => $"\"{p.Name}\":{(p.Name == member ? value : p.Value.GetRawText())}"))}}}";
}
