using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// A run whose loop is somebody else's. Inside it <see cref="GuardedChatClient"/> and <see cref="GuardedFunction"/> belong together: model
/// calls and tool calls count against one set of limits, go into one log, and a tool runs once for each call that the model proposed.
/// </summary>
/// <remarks>
/// Begin it where the foreign loop is called and dispose it when the request is done. It is ambient (<see cref="Current"/>) for everything
/// awaited from there; a value begun inside an async iterator is lost at the iterator's next yield, so begin it outside.
/// </remarks>
public sealed class RunScope : IAsyncDisposable
{
    private static readonly AsyncLocal<RunScope?> Ambient = new();

    private readonly RunScope? _outer;
    private readonly ToolCallRunner _runner;
    private readonly Lock _lock = new();
    private RunOutcome _outcome = new() { Status = RunStatus.Completed };
    private int _requested;
    private bool _disposed;

    private RunScope(AgentPipeline pipeline, AgentCaller caller, RunLimits? limits)
    {
        _outer = Ambient.Value;
        _runner = new ToolCallRunner(pipeline);
        AgentryRuntime runtime = pipeline.Runtime;
        RunLog log = runtime.NewLog(new RunKey(caller.Tenant, new RunId(runtime.Ids.NewId())), System.Diagnostics.Activity.Current?.TraceId.ToString());
        byte[] salt = RunContext.NewSalt();
        RunLimits tightened = pipeline.Options.Limits.Tighten(limits);
        log.Append(
            new RunStarted
            {
                Agent = pipeline.AgentName,
                AgentVersion = "layers",
                Caller = caller,
                Limits = tightened,
                Salt = log.Add(BlobWriter.OfBytes(salt)),
            },
            Actors.Caller(caller));
        Context = new RunContext(pipeline, log, new RunMeter(tightened, null), new RunCancellation(), salt)
        {
            RecordedAnswer = Proposals.AnswerOf,
        };
    }

    /// <summary>The scope around the current code; null outside one.</summary>
    public static RunScope? Current => Ambient.Value;

    /// <summary>The run's id, under which its log is found.</summary>
    public RunId RunId => Context.RunId;

    internal RunContext Context { get; }

    internal ProposalBook Proposals { get; } = new();

    /// <summary>Begins a scope and makes it the current one.</summary>
    /// <param name="pipeline">The layers, of an agent or from <see cref="AgentPipeline.Create"/>.</param>
    /// <param name="caller">On whose behalf; nobody in particular by default.</param>
    /// <param name="limits">Tightens the pipeline's limits.</param>
    public static RunScope Begin(AgentPipeline pipeline, AgentCaller? caller = null, RunLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        RunLimitsValidator.Check(limits);
        var scope = new RunScope(pipeline, caller ?? AgentCaller.Anonymous, limits);
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>Ends the run in its log and gives the outer scope back.</summary>
    public ValueTask DisposeAsync()
    {
        // Here and not in an async method, whose changes of ambient values its caller would not see.
        if (ReferenceEquals(Ambient.Value, this))
            Ambient.Value = _outer;
        return EndAsync();
    }

    /// <summary>A scope for one call that nobody began one for; it is not ambient.</summary>
    internal static RunScope Implicit(AgentPipeline pipeline) => new(pipeline, AgentCaller.Anonymous, null);

    /// <exception cref="AgentryException">The scope has used its turns or tokens.</exception>
    internal int NextTurn()
    {
        int turns = Context.Log.State.Turns;
        string? limit = turns >= (Context.Limits.MaxTurns ?? int.MaxValue) ? RunReasonCodes.MaxTurns
            : Context.Meter.HasTokensLeft() ? null : RunReasonCodes.MaxTokens;
        if (limit is null)
            return turns + 1;
        _outcome = RunOutcome.Limit(limit, "The scope reached its limit.", "");
        throw new AgentryException($"The run scope {RunId} has reached its limit ({limit}).", FailureClass.Refused, RunId);
    }

    internal async ValueTask RecordAsync(IReadOnlyList<ChatMessage> request, ChatResponse response, int turn)
    {
        IReadOnlyList<FunctionCallContent> calls = ReplyCalls.Read(response, turn);
        var messages = new BlobRef[response.Messages.Count];
        for (int i = 0; i < messages.Length; i++)
            messages[i] = Context.Log.Add(response.Messages[i]);
        TokenUsage usage = ReplyRecorder.Usage(response.Usage);
        Context.Meter.AddTokens((usage.Input ?? 0) + (usage.Output ?? 0));
        long sequence = Context.Log.Append(
            new ModelReplied
            {
                Turn = turn,
                Messages = messages,
                Calls = [.. calls.Select(c => new ProposedCall(c.CallId, c.Name))],
                FinishReason = response.FinishReason?.Value,
                ModelId = response.ModelId,
                Usage = usage,
            },
            Actors.Model);
        Proposals.Note(
            Fingerprint(request),
            [.. calls.Select((c, i) => new Proposal(c, turn, sequence, i, HashOf(c.Name, ToolArguments.Copy(c.Arguments))))]);
        await Context.Log.FlushAsync().ConfigureAwait(false);
    }

    internal async ValueTask<ToolOutcome> InvokeAsync(ToolContract contract, IDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        if (!Proposals.SawModel)
            return await RunAsync(contract, arguments, Request(contract), cancellationToken).ConfigureAwait(false);
        Proposal? proposal = Proposals.Claim(contract.Name, HashOf(contract.Name, ToolArguments.Copy(arguments)), out bool isNew);
        if (proposal is null)
        {
            return ToolOutcome.Refuse(
                ToolRefusalCodes.NotProposed, $"The call to {contract.Name} was not run: the model did not propose it with these arguments.");
        }

        if (!isNew)
            return await proposal.Execution!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ToolOutcome outcome = await RunAsync(contract, arguments, proposal, cancellationToken).ConfigureAwait(false);
            proposal.Settle(outcome);
            return outcome;
        }
        catch (Exception e)
        {
            proposal.Execution!.SetException(e);
            throw;
        }
    }

    private async ValueTask<ToolOutcome> RunAsync(
        ToolContract contract, IDictionary<string, object?> arguments, Proposal call, CancellationToken cancellationToken)
    {
        var context = new ToolCallContext(Context, contract, call.CallId, call.Turn, call.Ordinal, call.ReplySequence)
        {
            ArgumentsUnreadable = call.Unreadable,
        };
        ToolOutcome outcome = await _runner.RunAsync(context, arguments, cancellationToken).ConfigureAwait(false);
        await Context.Log.FlushAsync().ConfigureAwait(false);
        return outcome;
    }

    /// <summary>A call in a scope without a model: each invocation is a call of its own.</summary>
    private Proposal Request(ToolContract contract)
    {
        lock (_lock)
        {
            int ordinal = _requested++;
            string id = string.Create(CultureInfo.InvariantCulture, $"requested_{ordinal}");
            long sequence = Context.Log.Append(new CallRequested { CallId = id, Ordinal = ordinal, Tool = contract.Name }, Actors.Caller(Context.Caller));
            return new Proposal(new FunctionCallContent(id, contract.Name), Context.Log.State.Turns, sequence, ordinal, "");
        }
    }

    private async ValueTask EndAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        RunCloser.Close(Context.Log, _outcome, "");
        await Context.Log.FlushAsync().ConfigureAwait(false);
        Context.Cancellation.Dispose();
    }

    private static string HashOf(string tool, Dictionary<string, object?> arguments)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write(Encoding.UTF8.GetBytes(tool));
        buffer.Write([(byte)0]);
        CanonicalJson.Write(buffer, arguments);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static string Fingerprint(IReadOnlyList<ChatMessage> request)
    {
        using var data = new MemoryStream();
        foreach (ChatMessage message in request)
            JsonSerializer.Serialize(data, message, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatMessage)));
        return Convert.ToHexStringLower(SHA256.HashData(data.GetBuffer().AsSpan(0, (int)data.Length)));
    }
}
