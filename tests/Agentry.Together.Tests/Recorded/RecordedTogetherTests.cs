using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>Real conversations with every feature on and every option at its default: nobody notices, but for what is redacted.</summary>
public sealed class RecordedTogetherTests(ITestOutputHelper output)
{
    private const string Address = " Or write to desk@example.org.";
    private const string Redacted = " Or write to [email].";

    [SharedDataTheory, BothModes]
    public async Task Agent_RecordedConversationsWithEverythingOn_SameCallsAndTexts(RunMode mode)
    {
        Played played = await PlayAsync(RecordedConversation.LoadAll(), mode);

        (played.Conversations, played.Runs, played.Calls, played.Executed).Should().Be((100, 681, 572, 572));
        played.Rules.Should().BeEmpty("no text of these conversations holds what a default guard changes");
    }

    [SharedDataTheory, BothModes]
    public async Task Agent_RecordedTextsWithAnAddress_OnlyTheAddressIsRedacted(RunMode mode)
    {
        RecordedConversation[] conversations = [.. RecordedConversation.LoadAll().Where((_, i) => Scale.IsFull || i % 10 == 0).Select(WithAddresses)];

        Played played = await PlayAsync(conversations, mode, static text => text.Replace(Address, Redacted, StringComparison.Ordinal));

        played.Rules.Should().Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["Rewrite Output personal_data:email"] = played.Rewritten });
        played.Rewritten.Should().Be(played.Texts);
        played.Executed.Should().Be(played.Calls);
    }

    /// <summary>Every run completes with the recorded calls, arguments, results and texts, as they are shown: that is checked on the way.</summary>
    private async Task<Played> PlayAsync(IReadOnlyList<RecordedConversation> conversations, RunMode mode, Func<string, string>? shown = null)
    {
        IReadOnlyDictionary<string, JsonElement> schemas = AirlineTools.LoadSchemas();
        var played = new Played { Conversations = conversations.Count };
        foreach (RecordedConversation conversation in conversations)
        {
            await using var playback = new Playback(
                conversation, schemas, agent => agent.AddGuardrails().AddResilience().AddObservability(), shown);
            (await playback.PlayAsync(mode)).Should().BeEmpty("{0}: no call is refused", conversation.Id);
            foreach (ModelRequest request in playback.Requests)
                request.Messages.Count(m => m.Role == ChatRole.System).Should().Be(2, "the instructions, and what the marks around results mean");
            played.Add(conversation, playback, shown);
        }

        output.WriteLine($"{played.Conversations} conversations, {played.Runs} runs, {played.Executed} of {played.Calls} calls executed, none blocked or refused");
        output.WriteLine($"{played.Rewritten} of {played.Texts} texts of the model were rewritten{(played.Rules.Count == 0 ? "" : ", by:")}");
        foreach ((string rule, int count) in played.Rules)
            output.WriteLine($"  {rule}: {count}");
        return played;
    }

    private static RecordedConversation WithAddresses(RecordedConversation conversation) => conversation with
    {
        Runs = [.. conversation.Runs.Select(r => r with { Steps = [.. r.Steps.Select(s => s.Text is { Length: > 0 } ? s with { Text = s.Text + Address } : s)] })],
    };

    private sealed class Played
    {
        public required int Conversations { get; init; }

        public int Runs { get; private set; }

        public int Calls { get; private set; }

        public int Executed { get; private set; }

        public int Texts { get; private set; }

        public int Rewritten { get; private set; }

        /// <summary>How often each rule matched, with what followed.</summary>
        public Dictionary<string, int> Rules { get; } = new(StringComparer.Ordinal);

        public void Add(RecordedConversation conversation, Playback playback, Func<string, string>? shown)
        {
            RecordedStep[] steps = [.. conversation.Runs.SelectMany(r => r.Steps)];
            string[] texts = [.. steps.Select(s => s.Text).OfType<string>().Where(t => t.Length > 0)];
            Runs += playback.Runs.Count;
            Calls += steps.Count(s => s.Call is not null);
            Executed += playback.Executions;
            Texts += texts.Length;
            Rewritten += texts.Count(t => shown is not null && shown(t) != t);
            foreach (GuardrailFinding finding in playback.Runs.SelectMany(r => r.Findings()))
            {
                string rule = $"{finding.Verdict} {finding.Surface} {finding.Guardrail}:{finding.Rule}";
                Rules[rule] = Rules.GetValueOrDefault(rule) + finding.Count;
            }
        }
    }
}
