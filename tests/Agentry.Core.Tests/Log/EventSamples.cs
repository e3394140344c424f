using System.Collections.Frozen;
using System.Text.Json;

namespace Agentry.Tests;

/// <summary>One event of every kind, with every member set.</summary>
internal static class EventSamples
{
    private static readonly BlobRef Blob = new("addr", 12);
    private static readonly RunReason Because = new("max_turns", "The run used its 2 turns.");
    private static readonly TokenUsage Usage = new() { Input = 1, Output = 2, CachedInput = 3, CacheWrite = 5, Reasoning = 4 };

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PolicyFinding Denied = new("hours", PolicyVerdict.Deny, "closed", "The desk is closed.");

    private static readonly Suspension Waiting = new()
    {
        Kind = Suspension.Approval,
        CallId = "c1",
        Tool = "act",
        Message = "It waits.",
        WakeAt = Noon.AddHours(1),
        ChildRun = "r2",
    };

    public static IReadOnlyDictionary<Type, RunEvent> All { get; } = Make().ToDictionary(e => e.GetType());

    private static RunEvent[] Make() =>
    [
        new RunStarted
        {
            Agent = "support",
            AgentVersion = "v1",
            Caller = new AgentCaller
            {
                Subject = "s1",
                Tenant = "t1",
                Scopes = new[] { "b", "a" }.ToFrozenSet(),
                Roles = new[] { "clerk" }.ToFrozenSet(),
                Attributes = new Dictionary<string, string> { ["desk"] = "4" },
            },
            Limits = new RunLimits
            {
                MaxTurns = 1,
                MaxToolCalls = 2,
                MaxCallsPerTool = 3,
                MaxDepth = 4,
                MaxTokens = 5,
                MaxCost = 1.25m,
                MaxDuration = TimeSpan.FromMinutes(6),
                MaxStepDuration = TimeSpan.FromSeconds(7),
                MaxRepairs = 8,
            },
            ConversationId = "conv",
            PreviousRun = "r0",
            ParentRun = "p0",
            ParentCallId = "pc",
            RootRun = "p1",
            DryRun = true,
            TaskTools = ["act"],
            Depth = 1,
            IdempotencyKey = "key",
            EarlierRun = "e0",
            RequestHash = "hash",
            Instructions = Blob,
            Salt = Blob,
            Metadata = new Dictionary<string, string> { ["ticket"] = "88" },
            Answer = new AskedAnswer { Name = "Quote", SchemaHash = "sh", Schema = Blob },
        },
        new InputAccepted { Messages = [Blob] },
        new RunSuspended { Waiting = [Waiting], WakeAt = Noon.AddHours(1), Text = Blob },
        new RunResumed { AgentVersion = "v2", Cause = ResumeCause.Woken, Worker = "w" },
        new CancelRequested { RequestedBy = "s1", Reason = "enough" },
        new RunEnded { Status = RunStatus.LimitReached, Reason = Because, FailureClass = FailureClass.InvalidResponse, FinishReason = "stop", Text = Blob },
        new ExtensionEvent { Kind = "guardrails.finding", Version = 3, Body = JsonSerializer.SerializeToElement(new { rule = "r", hits = 2 }) },
        new ModelReplied { Turn = 1, Messages = [Blob], Calls = [new ProposedCall("c1", "act") { Unreadable = true }], FinishReason = "tool_calls", ModelId = "m", Usage = Usage },
        new ModelFailed { Turn = 1, FailureClass = FailureClass.Transient, ErrorType = "System.IO.IOException", EstimatedUsage = Usage },
        new ModelInterrupted { Turn = 1, TextLength = 9, EstimatedUsage = Usage },
        new AnswerRefused { Turn = 1, Code = "not_json", Message = Blob },
        new SpendReserved { Id = "s1", Turn = 1, Provider = "p", Model = "m", Usage = Usage, Cost = 0.30m },
        new SpendSettled
        {
            Id = "s1",
            Turn = 1,
            CallId = "c1",
            Tool = "act",
            Provider = "p",
            Model = "m",
            Usage = Usage,
            Cost = 0.25m,
            Basis = SpendBasis.Estimated,
            Reason = "the provider did not report its tokens",
        },
        new BudgetRaised { Cost = 0.5m, Tokens = 100, Reason = "it is worth it" },
        new BudgetBreached { Account = "run:r:cost", Response = BudgetBreach.Suspend, Turn = 1, Model = "m", CallId = "c1", Tool = "act" },
        new LatencyBreached { Scope = LatencyScope.ToolStep, BudgetedMs = 1000, TakenMs = 1000.5, Cut = true, Turn = 1, CallId = "c1", Tool = "act" },
        new BudgetWarned { Account = "run:r:cost", Threshold = 0.8, Used = 8, Limit = 10 },
        new CallRequested { CallId = "c1", Ordinal = 1, Tool = "act" },
        new CallRepeated { CallId = "c1", Key = "k", Outcome = ToolOutcomeKind.Failed, Result = Blob },
        new ArgumentsCoerced { CallId = "c1", Tool = "act", Changes = [new CoercedArgument("/amount", Coercions.NumericStrings)] },
        new ToolIntended
        {
            CallId = "c1",
            Ordinal = 1,
            Tool = "act",
            ToolVersion = "tv",
            Key = "k",
            ArgumentsHash = "ah",
            Arguments = Blob,
            Effect = ToolEffect.Keyed,
            Risk = RiskTier.High,
            Deadline = new DateTimeOffset(2026, 1, 1, 12, 5, 0, TimeSpan.Zero),
            Claims = true,
        },
        new ToolCompleted
        {
            CallId = "c1",
            Key = "k",
            Outcome = ToolOutcomeKind.Unknown,
            Result = Blob,
            FailureClass = FailureClass.Timeout,
            ErrorType = "System.TimeoutException",
            DurationMs = 1.5,
            Late = true,
        },
        new ToolSettled
        {
            CallId = "c1",
            Key = "k",
            Settlement = SettlementKind.GivenUp,
            Outcome = ToolOutcomeKind.Unknown,
            Result = Blob,
            IsToolResult = true,
            Reason = "asked the bank",
        },
        new ToolRefused { CallId = "c1", Tool = "act", Code = "limit", Message = Blob },
        new ToolResultReplaced { CallId = "c1", Code = "invalid_result", Result = Blob },
        new PolicyDecided { CallId = "c1", Tool = "act", InputsHash = "ah", Verdict = PolicyVerdict.Deny, Findings = [Denied], Policies = ["hours", "limits"], Risk = RiskTier.High },
        new ToolDeferred { CallId = "c1", Tool = "act", Reasons = [Denied] },
        new ApprovalRequested
        {
            ApprovalId = "a1",
            CallId = "c1",
            Key = "k",
            Tool = "act",
            ToolVersion = "tv",
            ArgumentsHash = "ah",
            Arguments = Blob,
            Risk = RiskTier.Critical,
            Requester = "s1",
            Reasons = [Denied],
            Demands = [new ApprovalDemand { Groups = ["finance"], Quorum = 2 }],
            Deadline = Noon.AddDays(1),
            EscalateAt = Noon.AddHours(4),
            EscalateTo = ["directors"],
            Supersedes = "a0",
            Votes = [new ApprovalVote("s2", ["finance"])],
        },
        new ApprovalVoted { ApprovalId = "a1", CallId = "c1", Verdict = ApprovalVerdict.Edit, Vote = new ApprovalVote("s3", ["finance"]), Reason = "too much" },
        new ApprovalClosed
        {
            ApprovalId = "a1",
            CallId = "c1",
            Status = ApprovalStatus.Edited,
            ArgumentsHash = "ah",
            EditedHash = "eh",
            Edited = Blob,
            Response = Blob,
            Code = "run_ended",
        },
        new ApprovalEscalated { ApprovalId = "a1", CallId = "c1", Groups = ["directors"] },
        new ApprovalRefused { ApprovalId = "a1", SignalId = "s", Code = "late" },
        new ToolSuspended { CallId = "c1", Tool = "act", ArgumentsHash = "ah", Suspension = Waiting },
    ];
}
