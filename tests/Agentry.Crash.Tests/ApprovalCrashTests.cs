using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>SIGKILL between request, decision, intent and outcome of calls that people approve.</summary>
[Collection(nameof(CrashDesk))]
public sealed class ApprovalCrashTests(CrashDesk desk, ITestOutputHelper output)
{
    private const string Command = "approve-desk";

    [Theory]
    [InlineData("before-effect:fee")]
    [InlineData("after-effect:fee")]
    [InlineData("after-effect:notice")]
    [InlineData("before-effect:goods")]
    [InlineData("after-effect:goods")]
    public async Task KilledAroundAnApprovedEffect_ItHappensOnceAndNobodyIsAskedTwice(string kill)
    {
        Ticket ticket = desk.NewTicket(command: Command);
        (await ticket.WorkAsync(kill)).Should().BeNull("it was killed");

        DeskResult result = (await ticket.WorkAsync())!;

        await CheckAsync(ticket, result);
    }

    /// <summary>At every durable boundary: the question, the decision's signal, what it came to, the intent, the outcome.</summary>
    [Fact]
    public async Task KilledAtEveryWrite_EveryApprovedEffectHappensOnce()
    {
        Ticket whole = desk.NewTicket(command: Command);
        DeskResult uninterrupted = (await whole.WorkAsync())!;
        await CheckAsync(whole, uninterrupted);
        int kills = 0;
        int step = Scale.Of(9, full: 3);
        string[] wheres = Scale.IsFull ? ["before-write", "in-write", "after-write"] : ["before-write", "after-write"];
        foreach (string where in wheres)
        {
            for (int write = 1; write <= uninterrupted.Writes; write += step)
            {
                Ticket ticket = desk.NewTicket(command: Command);
                DeskResult result = await ticket.WorkThroughAsync([$"{where}:{write}"]);
                kills += ticket.Kills;
                await CheckAsync(ticket, result);
            }
        }

        kills.Should().BePositive();
        output.WriteLine($"approvals: {kills} kills over {uninterrupted.Writes} writes of a run whose six effects were approved; each happened once, and each was approved for exactly its arguments");
    }

    private async Task CheckAsync(Ticket ticket, DeskResult result)
    {
        result.Status.Should().Be(nameof(RunStatus.Completed));
        (await desk.Payments.EffectsAsync(ticket.Name)).Should().OnlyContain(e => e.Effects == 1);
        await using DeskFile file = ticket.Open();
        RunId run = await file.OnlyRunAsync();
        (await file.Runs.VerifyAsync(run)).IsIntact.Should().BeTrue();
        IReadOnlyList<RunLogEntry> log = await file.LogAsync(run);
        Dictionary<string, ApprovalRequested> asked = log.Select(e => e.Event).OfType<ApprovalRequested>().ToDictionary(r => r.Key);
        foreach (ToolIntended intent in log.Select(e => e.Event).OfType<ToolIntended>().Where(i => i.Tool is DeskScript.Charge or DeskScript.Letter or DeskScript.Parcel))
        {
            asked.Should().ContainKey(intent.Key);
            asked[intent.Key].ArgumentsHash.Should().Be(intent.ArgumentsHash);
            long at = log.First(e => e.Event == intent).Sequence;
            log.Should().Contain(e => e.Sequence < at && e.Event is ApprovalClosed && ((ApprovalClosed)e.Event).ApprovalId == asked[intent.Key].ApprovalId);
        }

        (await file.Runs.Inbox.ListAsync()).Should().BeEmpty();
    }
}
