using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;

namespace Agentry.Tests;

public sealed class RecordedConversationTests(ITestOutputHelper output)
{
    [SharedDataTheory, BothModes]
    public async Task Agent_RecordedConversations_SameTextsCallsAndResults(RunMode mode)
    {
        IReadOnlyDictionary<string, JsonElement> schemas = AirlineTools.LoadSchemas();
        IReadOnlyList<RecordedConversation> conversations = RecordedConversation.LoadAll();
        List<Violation> violations = [];
        int executions = 0;

        foreach (RecordedConversation conversation in conversations)
        {
            await using var playback = new Playback(conversation, schemas);
            violations.AddRange(await playback.PlayAsync(mode));
            executions += playback.Executions;
            playback.Requests.Should().HaveCount(conversation.Replies.Count).And.OnlyContain(r => r.IsStreaming == (mode == RunMode.Streaming));
            foreach (ModelRequest request in playback.Requests)
                request.ShouldBeWellFormed();
            await HistoriesOfOneConversationFollowEachOther(playback, conversation);
        }

        RecordedStep[] calling = [.. conversations.SelectMany(c => c.Runs).SelectMany(r => r.Steps).Where(s => s.Call is not null)];
        int runs = conversations.Sum(c => c.Runs.Count);
        output.WriteLine($"{conversations.Count} conversations, {runs} runs, {calling.Length} calls, {executions} executed, {violations.Count} against their contract:");
        foreach (Violation violation in violations)
            output.WriteLine(violation.ToString());
        (conversations.Count, runs, calling.Length).Should().Be((100, 681, 572));

        // Two opinions: the contract's in the run, and that of the naive mirror over the raw text. Both find that the recorded model made no mistake.
        violations.Select(v => v.Call).Should().Equal(
            calling.Where(s => SchemaMirror.Misfits(schemas[s.Call!.Tool], s.Call.Arguments).Count > 0).Select(s => s.Call!));
        violations.Should().BeEmpty();
        executions.Should().Be(572);
    }

    [SharedDataTheory, BothModes]
    public async Task Agent_RecordedCallsDamaged_RepairMessageReplacesTheResultAndTheModelContinues(RunMode mode)
    {
        IReadOnlyDictionary<string, JsonElement> schemas = AirlineTools.LoadSchemas();
        RecordedConversation[] damaged = [.. RecordedConversation.LoadAll().Select((c, i) => Damage.OneCallIn(c, (DamageKind)(i % Damage.Kinds)))];
        List<Violation> violations = [];
        int executions = 0;

        foreach (RecordedConversation conversation in damaged)
        {
            await using var playback = new Playback(conversation, schemas);
            violations.AddRange(await playback.PlayAsync(mode));
            executions += playback.Executions;
            foreach (ModelRequest request in playback.Requests)
                request.ShouldBeWellFormed();
        }

        foreach (Violation violation in violations)
            output.WriteLine(violation.ToString());
        RecordedCall[] calls = [.. damaged.SelectMany(c => c.Runs).SelectMany(r => r.Steps).Where(s => s.Call is not null).Select(s => s.Call!)];
        RecordedCall[] misfits = [.. calls.Where(c => !schemas.TryGetValue(c.Tool, out JsonElement s) || SchemaMirror.Misfits(s, c.Arguments).Count > 0)];
        violations.Select(v => v.Call).Should().Equal(misfits);
        executions.Should().Be(calls.Length - misfits.Length, "a call against its contract never runs");
        violations.Select(v => v.Code).Distinct().Should().BeEquivalentTo(
            ToolRefusalCodes.InvalidArguments, ToolRefusalCodes.UnreadableArguments, ToolRefusalCodes.UnknownTool);
        foreach (Violation violation in violations.Where(v => v.Code == ToolRefusalCodes.InvalidArguments))
        {
            string misfit = SchemaMirror.Misfits(schemas[violation.Call.Tool], violation.Call.Arguments)[0];
            violation.Message.Should().Contain(misfit[(misfit.LastIndexOf('/') + 1)..], "the model must learn what to mend");
        }
    }

    /// <summary>Each request is the one before it with more at the end: nothing of the conversation is lost or altered between its runs.</summary>
    private static async Task HistoriesOfOneConversationFollowEachOther(Playback playback, RecordedConversation conversation)
    {
        IReadOnlyList<ChatMessage> last = playback.Requests[^1].Messages;
        last[0].Text.Should().Be(conversation.Instructions);
        IReadOnlyList<RunSummary> runs = await playback.Host.Store.ListAsync(new RunQuery { ConversationId = conversation.Id });
        runs.Should().HaveCount(conversation.Runs.Count);
        List<JsonNode> rebuilt = [];
        foreach (RunSummary run in runs.Reverse())
            rebuilt.AddRange((await LogRebuild.FromAsync(playback.Host.Store, run.Run)).Messages);
        foreach (ModelRequest request in playback.Requests)
        {
            for (int i = 1; i < request.Messages.Count; i++)
            {
                JsonNode? sent = JsonSerializer.SerializeToNode(request.Messages[i], AIJsonUtilities.DefaultOptions);
                JsonNode.DeepEquals(sent, rebuilt[i - 1]).Should().BeTrue("{0}, message {1}: {2}", conversation.Id, i, sent?.ToJsonString());
            }
        }
    }
}
