using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>
/// What a run was, rebuilt from nothing but the bytes in the store: no event type, fold or reader of the library. It stands for a reader
/// written by somebody else, from the documented format, years later.
/// </summary>
internal sealed class LogRebuild
{
    private readonly RunStore _store;
    private readonly RunKey _key;
    private readonly List<object> _history = [];
    private readonly List<RebuiltCall> _calls = [];
    private List<RebuiltCall> _open = [];
    private JsonNode[] _lastReply = [];
    private JsonElement? _ended;
    private JsonElement? _suspended;
    private string? _lastFinish;

    private LogRebuild(RunStore store, RunKey key)
    {
        _store = store;
        _key = key;
    }

    public string Agent { get; private set; } = "";

    public string? ConversationId { get; private set; }

    public int Turns { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public long CachedTokens { get; private set; }

    public long ReasoningTokens { get; private set; }

    public IReadOnlyList<RebuiltCall> Calls => _calls;

    public string Text { get; private set; } = "";

    /// <summary>The run's messages, as the JSON in the blobs.</summary>
    public IReadOnlyList<JsonNode> Messages { get; private set; } = [];

    public string Status => _suspended is { } waiting
        ? Waiting(waiting).Any(w => Member(w, "kind") == "approval") ? "AwaitingApproval" : "Suspended"
        : _ended is { } ended ? Member(ended, "status")! : "Running";

    public string? ReasonCode => _suspended is { } waiting
        ? Member(Waiting(waiting).First(), "kind")
        : _ended is { } ended && ended.TryGetProperty("reason", out JsonElement reason) ? Member(reason, "code") : null;

    public string? FailureClass => _ended is { } ended ? Member(ended, "failureClass") : null;

    public string? FinishReason => (_ended is { } ended ? Member(ended, "finishReason") : null) ?? _lastFinish;

    public static async Task<LogRebuild> FromAsync(RunStore store, RunKey key)
    {
        var rebuild = new LogRebuild(store, key);
        long sequence = 0;
        await foreach (StoredEvent stored in store.ReadAsync(key))
        {
            stored.Sequence.Should().Be(++sequence, "the log of {0} has no gaps", key);
            using JsonDocument document = JsonDocument.Parse(stored.Payload);
            JsonElement root = document.RootElement.Clone();
            root.GetProperty("seq").GetInt64().Should().Be(sequence);
            root.GetProperty("run").GetString().Should().Be(key.RunId.Value);
            root.GetProperty("v").GetInt32().Should().BeGreaterThan(0);
            root.GetProperty("actor").GetString().Should().NotBeNullOrEmpty();
            await rebuild.ApplyAsync(root.GetProperty("kind").GetString()!, root.GetProperty("body"));
        }

        await rebuild.FinishAsync();
        return rebuild;
    }

    /// <summary>Compares with what the agent returned, or what the library's own reader makes of the log.</summary>
    public void ShouldBe(AgentRun run, string because)
    {
        run.Id.Should().Be(_key.RunId);
        run.AgentName.Should().Be(Agent, because);
        run.ConversationId.Should().Be(ConversationId, because);
        run.Status.ToString().Should().Be(Status, because);
        if (!run.Status.IsSuspended())
            run.Reason?.Code.Should().Be(ReasonCode, because);
        run.FailureClass?.ToString().Should().Be(FailureClass, because);
        run.FinishReason?.Value.Should().Be(FinishReason, because);
        run.Turns.Should().Be(Turns, because);
        run.ToolCalls.Should().Be(_calls.Count(c => c.Intended), because);
        (run.Usage.InputTokenCount, run.Usage.OutputTokenCount, run.Usage.CachedInputTokenCount, run.Usage.ReasoningTokenCount)
            .Should().Be((InputTokens, OutputTokens, CachedTokens, ReasoningTokens), because);
        run.Usage.TotalTokenCount.Should().Be(InputTokens + OutputTokens, because);
        run.Text.Should().Be(Text, because);
        run.PendingApprovals.Select(p => p.CallId).Should().Equal(
            _calls.Where(c => _suspended is not null && c.Waiting == "approval").Select(c => c.CallId), because);
        run.Messages.Should().HaveCount(Messages.Count, because);
        for (int i = 0; i < Messages.Count; i++)
        {
            JsonNode? returned = JsonSerializer.SerializeToNode(run.Messages[i], AIJsonUtilities.DefaultOptions);
            JsonNode.DeepEquals(Messages[i], returned).Should().BeTrue(
                "message {0} in the log is {1}, returned was {2} ({3})", i, Messages[i].ToJsonString(), returned?.ToJsonString(), because);
        }
    }

    private async Task ApplyAsync(string kind, JsonElement body)
    {
        switch (kind)
        {
            case "run_started":
                Agent = Member(body, "agent")!;
                ConversationId = Member(body, "conversationId");
                break;
            case "input_accepted":
                _history.AddRange(await ReadAllAsync(body.GetProperty("messages")));
                break;
            case "model_replied":
                await RepliedAsync(body);
                break;
            case "model_failed":
            case "model_interrupted":
                Turns = body.GetProperty("turn").GetInt32();
                Count(body.GetProperty("estimatedUsage"));
                break;
            case "call_requested":
                var requested = new RebuiltCall(Member(body, "callId")!, Member(body, "tool")!);
                _calls.Add(requested);
                _open.Add(requested);
                break;
            case "tool_intended":
                Call(body).Intended = true;
                Call(body).Waiting = null;
                break;
            case "tool_completed" when !body.GetProperty("late").GetBoolean():
                Call(body).Answer(Member(body, "outcome")!, await ReadAsync(body.GetProperty("result")));
                break;
            case "call_repeated":
                Call(body).Answer(Member(body, "outcome")!, await ReadAsync(body.GetProperty("result")));
                break;
            case "tool_refused":
                Call(body).Answer("Refused", await ReadAsync(body.GetProperty("message")));
                Call(body).Code = Member(body, "code");
                break;
            case "tool_result_replaced":
                RebuiltCall replaced = _calls.FindLast(c => c.CallId == Member(body, "callId"))!;
                replaced.Answer(replaced.Outcome!, await ReadAsync(body.GetProperty("result")));
                replaced.Code = Member(body, "code");
                break;
            case "tool_suspended":
                Call(body).Waiting = Member(body.GetProperty("suspension"), "kind");
                Call(body).Reopen();
                break;
            case "tool_settled" when body.TryGetProperty("result", out JsonElement settled):
                Call(body).Answer(Member(body, "outcome")!, await ReadAsync(settled));
                break;
            case "tool_settled":
                Call(body).Waiting = null;
                break;
            case "answer_refused":
                if (body.TryGetProperty("message", out JsonElement repair))
                    _history.Add((await ReadAsync(repair))!);
                break;
            case "run_suspended":
                _suspended = body;
                break;
            case "run_resumed":
                _suspended = null;
                break;
            case "run_ended":
                _suspended = null;
                _ended = body;
                break;
            case "tool_completed" or "cancel_requested" or "extension" or "arguments_coerced"
                or "spend_reserved" or "spend_settled" or "budget_raised" or "budget_warned" or "budget_breached" or "latency_breached":
            case "policy_decided" or "tool_deferred" or "approval_requested" or "approval_voted" or "approval_closed" or "approval_escalated" or "approval_refused":
                break;
            default:
                throw new InvalidOperationException($"The log holds an event of the kind '{kind}', of which this reader was told nothing.");
        }
    }

    private async Task RepliedAsync(JsonElement body)
    {
        Turns = body.GetProperty("turn").GetInt32();
        Count(body.GetProperty("usage"));
        _lastFinish = Member(body, "finishReason");
        _lastReply = await ReadAllAsync(body.GetProperty("messages"));
        _history.AddRange(_lastReply);
        _open = [.. body.GetProperty("calls").EnumerateArray().Select(c => new RebuiltCall(Member(c, "callId")!, Member(c, "tool")!))];
        _calls.AddRange(_open);
        if (_open.Count > 0)
            _history.Add(_open);
    }

    private async Task FinishAsync()
    {
        var messages = new List<JsonNode>();
        foreach (object item in _history)
        {
            if (item is JsonNode message)
                messages.Add(message);
            else if (item is List<RebuiltCall> calls && calls.TrueForAll(c => c.IsAnswered))
                messages.Add(ToolMessage(calls));
        }

        Messages = messages;
        Text = (_ended ?? _suspended) is { } last && last.TryGetProperty("text", out JsonElement text)
            ? (await ReadAsync(text))!.GetValue<string>()
            : new ChatResponse([.. _lastReply.Select(m => m.Deserialize<ChatMessage>(AIJsonUtilities.DefaultOptions)!)]).Text;
    }

    private static JsonNode ToolMessage(List<RebuiltCall> calls) => JsonSerializer.SerializeToNode(
        new ChatMessage(ChatRole.Tool, [.. calls.Select(c => new FunctionResultContent(c.CallId, c.Result))]), AIJsonUtilities.DefaultOptions)!;

    private RebuiltCall Call(JsonElement body)
    {
        string id = Member(body, "callId")!;
        return _open.Find(c => c.CallId == id) ?? throw new InvalidOperationException($"An event speaks of the call '{id}', which nothing proposed.");
    }

    private void Count(JsonElement usage)
    {
        InputTokens += Number(usage, "input");
        OutputTokens += Number(usage, "output");
        CachedTokens += Number(usage, "cachedInput");
        ReasoningTokens += Number(usage, "reasoning");
    }

    private async Task<JsonNode[]> ReadAllAsync(JsonElement references)
    {
        List<JsonNode> nodes = [];
        foreach (JsonElement reference in references.EnumerateArray())
            nodes.Add((await ReadAsync(reference))!);
        return [.. nodes];
    }

    private async Task<JsonNode?> ReadAsync(JsonElement reference)
    {
        string address = Member(reference, "address")!;
        StoredBlob blob = await _store.ReadBlobAsync(_key.Tenant, address)
            ?? throw new InvalidOperationException($"The log of {_key} points to {address}, and the store has nothing there.");
        blob.Content.Length.Should().Be(reference.GetProperty("length").GetInt32());
        return JsonNode.Parse(blob.Content.Span);
    }

    private static IEnumerable<JsonElement> Waiting(JsonElement suspended) => suspended.GetProperty("waiting").EnumerateArray();

    private static long Number(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : 0;

    private static string? Member(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}

/// <summary>One proposed call, rebuilt.</summary>
internal sealed class RebuiltCall(string callId, string tool)
{
    public string CallId => callId;

    public string Tool => tool;

    public bool Intended { get; set; }

    public bool IsAnswered { get; private set; }

    /// <summary>Succeeded, Failed, Refused or Unknown; null while the call is open.</summary>
    public string? Outcome { get; private set; }

    public string? Code { get; set; }

    /// <summary>The kind of suspension it waits in.</summary>
    public string? Waiting { get; set; }

    public JsonNode? Result { get; private set; }

    public void Reopen() => IsAnswered = false;

    public void Answer(string outcome, JsonNode? result)
    {
        Outcome = outcome;
        Result = result;
        IsAnswered = true;
        Waiting = null;
    }
}
