using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>A tool call on its way through the tool pipeline.</summary>
/// <remarks>Used by one call at a time; not thread-safe, except for <see cref="Run"/>.</remarks>
public sealed class ToolCallContext
{
    private static readonly AsyncLocal<ToolCallContext?> Ambient = new();

    private AsyncServiceScope? _scope;
    private string? _argumentsHash;
    private ConcurrentDictionary<object, object>? _items;
    private List<ApprovalNeed>? _needs;
    private RiskTier? _risk;
    private List<ToolClaimPart>? _claims;
    private KeyValuePair<string, object?>[]? _checked;

    internal ToolCallContext(RunContext run, ToolContract contract, string callId, int turn, int ordinal, long replySequence)
        : this(run, contract, callId, turn, ordinal, Agentry.IdempotencyKey.Of(run.RunId, replySequence, ordinal))
    {
    }

    internal ToolCallContext(RunContext run, ToolContract contract, string callId, int turn, int ordinal, string idempotencyKey)
    {
        Run = run;
        Contract = contract;
        CallId = callId;
        Turn = turn;
        Ordinal = ordinal;
        IdempotencyKey = idempotencyKey;
    }

    /// <summary>The call whose tool is running here; null outside a tool. For code that a tool calls, such as HTTP handlers.</summary>
    public static ToolCallContext? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>The run it belongs to.</summary>
    public RunContext Run { get; }

    /// <summary>The tool's contract.</summary>
    public ToolContract Contract { get; }

    /// <summary>The model's id of the call.</summary>
    public string CallId { get; }

    /// <summary>The turn that proposed it, from 1.</summary>
    public int Turn { get; }

    /// <summary>Its place in the reply, from 0.</summary>
    public int Ordinal { get; }

    /// <summary>The same for every attempt and every recovery of this call, different for every other: pass it to the system that has the effect.</summary>
    public string IdempotencyKey { get; }

    /// <summary>The arguments as they stand. Values are those of the model's JSON (<see cref="JsonElement"/>) or plain .NET values.</summary>
    public IReadOnlyDictionary<string, object?> Arguments => ArgumentValues;

    /// <summary>Salted SHA-256 of the canonical arguments, hexadecimal: equal within the run for equal arguments.</summary>
    public string ArgumentsHash => _argumentsHash ??= HashArguments();

    /// <summary>The services of this call alone: its own asynchronous scope, disposed when the call is over.</summary>
    public IServiceProvider Services =>
        (_scope ??= Host.GetService<IServiceScopeFactory>()?.CreateAsyncScope())?.ServiceProvider ?? Host;

    /// <summary>What layers keep for the length of the call. Use a key that only you have.</summary>
    public ConcurrentDictionary<object, object> Items => _items ??= ContextItems.Create();

    /// <summary>The risk of this call: the tool's, unless a function of the arguments says otherwise.</summary>
    public RiskTier Risk => _risk ??= RefineRisk();

    /// <summary>What the model says about this call of its own, for a tool that asks for it (<see cref="ToolOptions.AskAssessment"/>).</summary>
    public CallAssessment? Assessment { get; internal set; }

    /// <summary>How long the next attempt may take at most. A retry sets it to the time that is left; it can only shorten the tool's own timeout.</summary>
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>True once the tool has taken longer than its target or its limit.</summary>
    public bool IsLate { get; internal set; }

    /// <summary>US dollars that the call is charged; null while it is not, and for a tool that declares no cost.</summary>
    public decimal? Cost { get; internal set; }

    /// <summary>How often the tool has been started for this call by this worker; 0 before the first time.</summary>
    public int Attempt { get; internal set; }

    /// <summary>True while an attempt that was given up is still at work, with the services of this call. Do not start another beside it.</summary>
    public bool IsAtWork => Abandoned is { IsCompleted: false };

    internal Dictionary<string, object?> ArgumentValues { get; private set; } = [];

    /// <summary>What a foreign loop invoked the function with: its services and context values are passed on to the tool.</summary>
    internal AIFunctionArguments? ForeignArguments { get; init; }

    /// <summary>Set when the model's arguments could not be parsed.</summary>
    internal bool ArgumentsUnreadable { get; init; }

    /// <summary>Set when that is because they hold what no text can hold.</summary>
    internal bool ArgumentsBroken { get; init; }

    internal bool ArgumentsRewritten { get; private set; }

    /// <summary>Set when a person put other arguments in place of the model's.</summary>
    internal bool ArgumentsEdited { get; init; }

    /// <summary>Why people must be asked about the call, as far as it has come.</summary>
    internal IReadOnlyList<ApprovalNeed> Needs => _needs ?? (IReadOnlyList<ApprovalNeed>)[];

    /// <summary>Set by the ledger once the intent is appended: from here on, a failure is not a refusal.</summary>
    internal bool Intended { get; set; }

    /// <summary>Set when a failure of this call is for a person to see before the model is told.</summary>
    internal bool EscalatesFailure { get; set; }

    /// <summary>Set when the function itself is entered: from here on, a failure may have had the effect.</summary>
    internal bool Begun { get; set; }

    /// <summary>The outcome in the log; what a layer outside the ledger returns instead is recorded as a replacement.</summary>
    internal ToolOutcome? Recorded { get; set; }

    /// <summary>Set when the call was settled with a result that was found out, and that the checks behind the tool have not seen.</summary>
    internal bool FoundResult { get; set; }

    /// <summary>The execution that was given up but is still at work; whoever closes the call waits for it.</summary>
    internal Task? Abandoned { get; set; }

    /// <summary>The hash that the contract let pass; the ledger refuses any other.</summary>
    internal string? CheckedHash
    {
        get;
        set
        {
            field = value;
            _checked = value is null ? null : [.. ArgumentValues];
        }
    }

    /// <summary>True while the arguments are those that the contract let pass. Those that can be changed in place are hashed anew: layers have had them in hand.</summary>
    internal bool AreArgumentsChecked => CheckedHash is { } hash && (AreUntouched() || hash == HashArguments());

    /// <summary>The context of the call that a function is being invoked for, or null.</summary>
    public static ToolCallContext? From(AIFunctionArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Context is { } context && context.TryGetValue(typeof(ToolCallContext), out object? found)
            ? found as ToolCallContext
            : null;
    }

    /// <summary>
    /// Replaces the arguments. Return its result from the layer: the call goes back to <see cref="ToolStage.Contract"/> and passes every
    /// stage from there again, so that nothing runs with arguments that were not checked. A layer in <see cref="ToolStage.Reveal"/>, which stands
    /// before the contract, calls the rest of the pipeline instead.
    /// </summary>
    public ToolOutcome Rewrite(IReadOnlyDictionary<string, object?> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        SetArguments(new Dictionary<string, object?>(arguments, StringComparer.Ordinal));
        ArgumentsRewritten = true;
        return ToolOutcome.Rewritten;
    }

    /// <summary>
    /// Asks for people to look at the call before it runs, for layers in front of <see cref="ToolStage.Approval"/> that have doubts. Go on with the rest of the
    /// pipeline: policies may still deny, and whether it has to wait is decided there.
    /// </summary>
    /// <param name="source">Who asks, for the log.</param>
    /// <param name="code">A stable snake_case word.</param>
    /// <param name="message">A sentence for approvers, without content of the call.</param>
    /// <param name="demand">Who must agree; null leaves it to <see cref="ApprovalOptions"/>.</param>
    public void RequireApproval(string source, string code, string message, ApprovalDemand? demand = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(code);
        AddNeed(new ApprovalNeed(new PolicyFinding(source, PolicyVerdict.RequireApproval, code, message), demand));
    }

    internal void AddNeed(ApprovalNeed need)
    {
        // A layer that tries the rest of the pipeline again asks for the same again.
        _needs ??= [];
        if (!_needs.Contains(need))
            _needs.Add(need);
    }

    /// <summary>Takes an amount from an account with the intent: all parts of a call or none. When it is refused the tool does not run.</summary>
    /// <param name="part">What and how much; a second part of an account is added to the first, under the stricter limit.</param>
    /// <param name="refusalCode">The code of the refusal, when this account stands in the way.</param>
    /// <param name="message">What the model is then told.</param>
    /// <param name="settle">What it came to, from the outcome; null: as claimed. A call that never began gives everything back.</param>
    internal void Claim(AccountPart part, string refusalCode, string message, Func<ToolOutcome, long>? settle = null)
    {
        _claims ??= [];
        int known = _claims.FindIndex(c => c.Part.Account == part.Account);
        if (known < 0)
            _claims.Add(new ToolClaimPart(part, refusalCode, message, settle));
        else
            _claims[known] = _claims[known].And(part, settle);
    }

    /// <summary>What layers claimed so far.</summary>
    internal IReadOnlyList<ToolClaimPart> Claims => _claims ?? (IReadOnlyList<ToolClaimPart>)[];

    /// <summary>What stood in the way of the claim, after the ledger refused it. A layer that waits and tries again claims again.</summary>
    internal ClaimRefusal? ClaimRefusal { get; private set; }

    /// <summary>The claim was refused: the call has not begun and may be tried again.</summary>
    internal void Refuse(ClaimRefusal refusal)
    {
        ClaimRefusal = refusal;
        _claims = null;
        Intended = false;
    }

    /// <summary>A context for running the call after it was found out that it has not run.</summary>
    internal ToolCallContext Anew() => new(Run, Contract, CallId, Turn, Ordinal, IdempotencyKey)
    {
        ArgumentsUnreadable = ArgumentsUnreadable,
        ArgumentsBroken = ArgumentsBroken,
        ArgumentsEdited = ArgumentsEdited,
    };

    /// <summary>Takes over what the model wrote, what it says about the call apart from it, or what a person put in its place.</summary>
    internal void TakeArguments(Dictionary<string, object?> arguments)
    {
        if (Contract.AsksAssessment)
            Assessment = AssessmentChannel.Take(arguments);
        SetArguments(arguments);
        ArgumentsRewritten |= ArgumentsEdited || (Contract.AsksAssessment && Assessment is not null);
    }

    internal void SetArguments(Dictionary<string, object?> arguments)
    {
        ArgumentValues = arguments;
        _argumentsHash = null;
        _needs = null;
        _risk = null;
        CheckedHash = null;

        // The layers that claimed see the new arguments and claim again.
        _claims = null;
    }

    /// <summary>The host's services; a pipeline made without any uses those of the loop around it.</summary>
    private IServiceProvider Host => Run.Services is NoServices && ForeignArguments?.Services is { } foreign ? foreign : Run.Services;

    internal ValueTask DisposeScopeAsync() => _scope is { } scope ? scope.DisposeAsync() : default;

    /// <summary>True when the same objects stand under the same names, and none of them can be changed.</summary>
    private bool AreUntouched()
    {
        if (_checked is not { } were || were.Length != ArgumentValues.Count)
            return false;
        foreach ((string name, object? was) in were)
        {
            if (was is not (null or string or bool or JsonElement) || !ArgumentValues.TryGetValue(name, out object? value) || !ReferenceEquals(was, value))
                return false;
        }

        return true;
    }

    private string HashArguments() => Agentry.ArgumentsHash.Of(Run.Salt, Contract.Name, ArgumentValues);

    private RiskTier RefineRisk()
    {
        if (Contract.RiskOf is not { } refine)
            return Contract.Risk;
        try
        {
            return refine(Arguments);
        }
        catch (Exception)
        {
            // What cannot be judged is judged by the worst.
            return RiskTier.Critical;
        }
    }
}
