using Agentry.Testing;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>A payment that waits, and somebody who wants it to run all the same.</summary>
internal sealed class Attack(TestHost host, Disk disk, AgentRun waiting, CountingTool pay)
{
    public TestHost Host => host;

    public Disk Disk => disk;

    public AgentRun Waiting => waiting;

    public CountingTool Pay => pay;

    public RunKey Run => new("", waiting.Id);

    public string Id => waiting.PendingApprovals[0].ApprovalId!;

    /// <summary>What refused the attempt: at the inbox, in the mailbox, or when the call was about to run.</summary>
    public List<string> Refusals { get; } = [];

    public async Task TryAsync(ApprovalDecision decision, AgentCaller approver, string? id = null)
    {
        ApprovalReceipt receipt = await host.Inbox().DecideAsync(id ?? Id, decision, approver);
        if (receipt.Refused is { } code)
            Refusals.Add(code);
    }

    /// <summary>A decision as the inbox would send it.</summary>
    public async Task<DecisionSignal> SignalAsync(AgentCaller approver, ApprovalVerdict verdict = ApprovalVerdict.Approve)
    {
        ApprovalRequested asked = (await host.Runs.StateAsync(waiting.Id)).Approvals[0].Request;
        return new DecisionSignal
        {
            ApprovalId = asked.ApprovalId,
            Verdict = verdict,
            Approver = approver.Subject,
            Groups = [.. approver.Roles],
            ArgumentsHash = asked.ArgumentsHash,
            ToolVersion = asked.ToolVersion,
        };
    }

    /// <summary>Writes into the mailbox, as whoever can write the store.</summary>
    public Task<SignalResult> WriteAsync(DecisionSignal body, string? id = null) => WriteAsync(body.Write(), id ?? body.Id() + Refusals.Count);

    public async Task<SignalResult> WriteAsync(string body, string id = "forged", string kind = RunSignal.Decide) =>
        await host.Store.SignalAsync(Run, new RunSignal(id, kind, "approver:ann", body));

    public Task<AgentRun> ResumeAsync() => host.Agent.ResumeAsync(waiting.Id).Soon();
}
