using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>One recorded conversation on its way through an agent: a run for each user message, all on one conversation id.</summary>
internal sealed class Playback : IAsyncDisposable
{
    private readonly RecordedConversation _conversation;
    private readonly RecordedChatClient _model;
    private readonly IReadOnlyList<CountingTool> _tools;
    private readonly Func<string, string> _shown;
    private readonly List<AgentRun> _runs = [];
    private RecordedRun? _current;

    /// <param name="conversation">What was recorded.</param>
    /// <param name="schemas">The schemas of its tools.</param>
    /// <param name="features">Adds features to the agent.</param>
    /// <param name="shown">What becomes of a text of the model; by default it stays as it was recorded.</param>
    public Playback(
        RecordedConversation conversation,
        IReadOnlyDictionary<string, JsonElement> schemas,
        Action<IAgentryBuilder>? features = null,
        Func<string, string>? shown = null)
    {
        _conversation = conversation;
        _shown = shown ?? (static text => text);
        _model = new RecordedChatClient(conversation.Replies);
        _tools = AirlineTools.Create(schemas, call => _current!.Steps[call.Turn - 1]);
        Host = new TestHost(_model, agent =>
        {
            agent.WithInstructions(conversation.Instructions);
            features?.Invoke(agent);
            foreach (CountingTool tool in _tools)
                agent.WithTool(tool, t => t.Effect(AirlineTools.EffectOf(tool.Name)).FailsWhen(AirlineTools.IsError));
        });
    }

    public TestHost Host { get; }

    public IReadOnlyList<ModelRequest> Requests => _model.Requests;

    /// <summary>What the agent returned, in order.</summary>
    public IReadOnlyList<AgentRun> Runs => _runs;

    public int Executions => _tools.Sum(t => t.Count);

    /// <summary>Plays the conversation and checks each run against the recording. Returns the calls that the contract refused.</summary>
    public async Task<IReadOnlyList<Violation>> PlayAsync(RunMode mode)
    {
        List<Violation> violations = [];
        for (int i = 0; i < _conversation.Runs.Count; i++)
        {
            _current = _conversation.Runs[i];
            List<RunUpdate> updates = [];
            AgentRun run = await mode.RunAsync(
                Host.Agent, new RunRequest(_current.User) { ConversationId = _conversation.Id }, updates);
            _runs.Add(run);
            await CheckAsync(run, _current, i, violations);
            if (mode == RunMode.Streaming)
                CheckUpdates(updates, _current);
        }

        return violations;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private async Task CheckAsync(AgentRun run, RecordedRun recorded, int index, List<Violation> violations)
    {
        string where = $"{_conversation.Id}, run {index}";
        run.Status.Should().Be(RunStatus.Completed, "{0}: {1}", where, run);
        run.Text.Should().Be(_shown(recorded.Steps[^1].Text!), where);
        run.Turns.Should().Be(recorded.Steps.Count, where);
        run.Usage.InputTokenCount.Should().Be(recorded.Steps.Sum(s => s.InputTokens), where);
        run.Usage.OutputTokenCount.Should().Be(recorded.Steps.Sum(s => s.OutputTokens), where);
        run.Usage.TotalTokenCount.Should().Be(run.Usage.InputTokenCount + run.Usage.OutputTokenCount, where);

        LogRebuild log = await LogRebuild.FromAsync(Host.Store, new RunKey("", run.Id));
        RecordedStep[] calling = [.. recorded.Steps.Where(s => s.Call is not null)];
        log.Calls.Select(c => (c.CallId, c.Tool)).Should().Equal(calling.Select(s => (s.Call!.Id, s.Call.Tool)), where);
        run.Messages[0].Text.Should().Be(recorded.User, where);
        int at = 1;
        for (int i = 0, call = 0; i < recorded.Steps.Count; i++)
        {
            RecordedStep step = recorded.Steps[i];
            ChatMessage reply = run.Messages[at++];
            reply.Role.Should().Be(ChatRole.Assistant, where);
            reply.Text.Should().Be(_shown(step.Text ?? ""), where);
            if (step.Call is null)
                continue;
            CheckArguments(reply.Contents.OfType<FunctionCallContent>().Single(), step.Call, where);
            FunctionResultContent result = run.Messages[at++].Contents.OfType<FunctionResultContent>().Single();
            result.CallId.Should().Be(step.Call.Id, where);
            RebuiltCall rebuilt = log.Calls[call++];
            if (rebuilt.Outcome == "Refused")
                violations.Add(new Violation(_conversation.Id, index, i, step.Call, rebuilt.Code!, result.Result!.ToString()!));
            else
                result.Result.Should().Be(step.Result, where);
            rebuilt.Outcome.Should().Be(
                rebuilt.Outcome == "Refused" ? "Refused" : AirlineTools.IsError(step.Result) ? "Failed" : "Succeeded", where);
        }

        at.Should().Be(run.Messages.Count, where);
    }

    private static void CheckArguments(FunctionCallContent content, RecordedCall call, string where)
    {
        content.Name.Should().Be(call.Tool, where);
        if (!TryParse(call.Arguments, out JsonNode? recorded))
        {
            content.Exception.Should().NotBeNull(where);
            return;
        }

        JsonNode.DeepEquals(JsonSerializer.SerializeToNode(content.Arguments, AIJsonUtilities.DefaultOptions), recorded)
            .Should().BeTrue("{0}: {1}", where, call.Arguments);
    }

    private static bool TryParse(string json, out JsonNode? node)
    {
        try
        {
            node = JsonNode.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            node = null;
            return false;
        }
    }

    private void CheckUpdates(List<RunUpdate> updates, RecordedRun recorded)
    {
        foreach ((RecordedStep step, int i) in recorded.Steps.Select((s, i) => (s, i)))
            string.Concat(updates.OfType<TextUpdate>().Where(u => u.Turn == i + 1).Select(u => u.Text)).Should().Be(_shown(step.Text ?? ""));
        updates.OfType<ToolProposedUpdate>().Select(u => u.CallId).Should().Equal(recorded.Steps.Where(s => s.Call is not null).Select(s => s.Call!.Id));
        updates.OfType<ToolFinishedUpdate>().Select(u => u.CallId).Should().Equal(recorded.Steps.Where(s => s.Call is not null).Select(s => s.Call!.Id));
    }
}

/// <summary>A recorded call that its contract refused, and what the model was told instead of the recorded result.</summary>
internal sealed record Violation(string Conversation, int Run, int Step, RecordedCall Call, string Code, string Message)
{
    public override string ToString() => $"{Conversation} run {Run} step {Step}: {Call.Tool} {Code}: {Message.ReplaceLineEndings(" ")}";
}
