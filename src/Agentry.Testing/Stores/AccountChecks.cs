using System.Globalization;

namespace Agentry.Testing;

/// <summary>Claims on accounts: all parts or none, once, and never beyond a limit, whoever races for the rest.</summary>
internal static class AccountChecks
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(30);

    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Claim_WithRoom_IsReservedUntilItIsSettled), Claim_WithRoom_IsReservedUntilItIsSettled),
        new(nameof(Claim_WithoutRoom_IsRefusedAndTheCommitWritten), Claim_WithoutRoom_IsRefusedAndTheCommitWritten),
        new(nameof(Claim_PartWithoutRoom_TakesNoPart), Claim_PartWithoutRoom_TakesNoPart),
        new(nameof(Claim_IdAgain_IsGrantedAndTakesNothing), Claim_IdAgain_IsGrantedAndTakesNothing),
        new(nameof(Claim_OfACreatingCommit_IsAnswered), Claim_OfACreatingCommit_IsAnswered),
        new(nameof(Claim_OfACommitThatIsTurnedDown_TakesNothing), Claim_OfACommitThatIsTurnedDown_TakesNothing),
        new(nameof(Settle_LowerOrHigher_IsBookedAsItCame), Settle_LowerOrHigher_IsBookedAsItCame),
        new(nameof(Settle_Again_ChangesNothing), Settle_Again_ChangesNothing),
        new(nameof(Settle_ManyOthersBetween_StillChangesNothing), Settle_ManyOthersBetween_StillChangesNothing),
        new(nameof(Settle_UnknownClaim_IsBookedWhenItWasSpent), Settle_UnknownClaim_IsBookedWhenItWasSpent),
        new(nameof(Settle_InTheCommitOfAClaim_MakesItsRoom), Settle_InTheCommitOfAClaim_MakesItsRoom),
        new(nameof(End_OpenClaims_AreBookedAsClaimed), End_OpenClaims_AreBookedAsClaimed),
        new(nameof(Claim_OfADeadWorker_StandsInNobodysWay), Claim_OfADeadWorker_StandsInNobodysWay),
        new(nameof(Claim_OfASuspendedRun_StaysReserved), Claim_OfASuspendedRun_StaysReserved),
        new(nameof(Accounts_OfTwoTenants_AreTwoAccounts), Accounts_OfTwoTenants_AreTwoAccounts),
        new(nameof(Accounts_OfOneNameWithOtherPeriods_AreOtherAccounts), Accounts_OfOneNameWithOtherPeriods_AreOtherAccounts),
        new(nameof(Window_Full_SaysWhenItHasRoomAndHasItThen), Window_Full_SaysWhenItHasRoomAndHasItThen),
        new(nameof(Window_ClaimReleased_MakesRoom), Window_ClaimReleased_MakesRoom),
        new(nameof(Prune_OwnAccounts_GoWithTheRunAndOthersStay), Prune_OwnAccounts_GoWithTheRunAndOthersStay),
        new(nameof(Race_Claims_NeverTakeMoreThanTheLimit), Race_Claims_NeverTakeMoreThanTheLimit),
        new(nameof(Race_EndOfAHolder_LetsNobodyPast), Race_EndOfAHolder_LetsNobodyPast),
    ];

    private static async Task Claim_WithRoom_IsReservedUntilItIsSettled(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c1", Part(30))).ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 30).ConfigureAwait(false);
        HeldClaim held = (await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Single();
        Expect.Equal(("c1", 30L, false), (held.Id, held.Amounts.Single().Amount, held.IsSettled), "the claim that is held");
        await SettleAsync(run, "c1", 30).ConfigureAwait(false);
        await ExpectAsync(store, spent: 30, reserved: 0).ConfigureAwait(false);
        held = (await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Single();
        Expect.Equal(("c1", 0, true), (held.Id, held.Amounts.Count, held.IsSettled), "the claim that is settled");
    }

    private static async Task Claim_WithoutRoom_IsRefusedAndTheCommitWritten(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c1", Part(71))).ConfigureAwait(false);
        await ExpectRefusedAsync(run, Claim("c2", Part(30)), "a").ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c3", Part(29))).ConfigureAwait(false);
        await run.ExpectLogAsync().ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 100).ConfigureAwait(false);
        IReadOnlyList<HeldClaim> held = await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false);
        Expect.Sequence(["c1", "c3"], held.Select(c => c.Id), "the claims that are held");

        // A refused one may come again under its id, when there is room.
        await SettleAsync(run, "c1", 1).ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c2", Part(30))).ConfigureAwait(false);
    }

    private static async Task Claim_PartWithoutRoom_TakesNoPart(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectRefusedAsync(run, Claim("c1", Part(10), Part(10, "b", limit: 9), Part(10, "c")), "b").ConfigureAwait(false);
        foreach (string account in (string[])["a", "b", "c"])
            await ExpectAsync(store, spent: 0, reserved: 0, account).ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c1", Part(10), Part(9, "b", limit: 9), Part(10, "c"))).ConfigureAwait(false);
        Expect.Equal(3, (await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Single().Amounts.Count, "parts that are held");
    }

    private static async Task Claim_IdAgain_IsGrantedAndTakesNothing(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        for (int i = 0; i < 3; i++)
            await ExpectGrantedAsync(run, Claim("c1", Part(60))).ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 60).ConfigureAwait(false);
        await SettleAsync(run, "c1", 50).ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c1", Part(60))).ConfigureAwait(false);
        await ExpectAsync(store, spent: 50, reserved: 0).ConfigureAwait(false);

        // Another run's claim of that id is another claim.
        var other = new StoreSubject(store, "r2");
        await other.WriteAsync().ConfigureAwait(false);
        await ExpectRefusedAsync(other, Claim("c1", Part(60)), "a").ConfigureAwait(false);
    }

    private static async Task Claim_OfACreatingCommit_IsAnswered(RunStore store, CancellationToken cancellationToken)
    {
        await ExpectGrantedAsync(new StoreSubject(store, "r1"), Claim("c1", Part(60))).ConfigureAwait(false);
        var second = new StoreSubject(store, "r2");
        await ExpectRefusedAsync(second, Claim("c1", Part(60)), "a").ConfigureAwait(false);
        Expect.True(await store.GetAsync(second.Key, cancellationToken).ConfigureAwait(false) is not null, "a run whose claim was refused is created");
    }

    private static async Task Claim_OfACommitThatIsTurnedDown_TakesNothing(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await run.TryAsync(run.Commit(expected: 5) with { Claims = [Claim("c1", Part(60))] }, CommitOutcome.Stale).ConfigureAwait(false);
        await run.TryAsync(run.Commit() with { Epoch = 7, Claims = [Claim("c1", Part(60))] }, CommitOutcome.Fenced).ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 0).ConfigureAwait(false);
        Expect.Equal(0, (await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Count, "claims that are held");
    }

    private static async Task Settle_LowerOrHigher_IsBookedAsItCame(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("low", Part(30)), Claim("high", Part(30)), Claim("none", Part(30))).ConfigureAwait(false);
        await SettleAsync(run, "low", 10).ConfigureAwait(false);
        await SettleAsync(run, "high", 200).ConfigureAwait(false);
        await SettleAsync(run, "none", 0).ConfigureAwait(false);
        await ExpectAsync(store, spent: 210, reserved: 0).ConfigureAwait(false);
        await ExpectRefusedAsync(run, Claim("more", Part(1)), "a").ConfigureAwait(false);
    }

    private static async Task Settle_Again_ChangesNothing(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c1", Part(30))).ConfigureAwait(false);
        foreach (long amount in (long[])[20, 20, 0, 90])
            await SettleAsync(run, "c1", amount).ConfigureAwait(false);
        await ExpectAsync(store, spent: 20, reserved: 0).ConfigureAwait(false);
    }

    private static async Task Settle_ManyOthersBetween_StillChangesNothing(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        for (int i = 0; i < AccountClaim.RememberedSettlements; i++)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"c{i}");
            await ExpectGrantedAsync(run, Claim(id, Part(1))).ConfigureAwait(false);
            await SettleAsync(run, id, 1).ConfigureAwait(false);
        }

        await SettleAsync(run, "c0", 50).ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c0", Part(50))).ConfigureAwait(false);
        await ExpectAsync(store, AccountClaim.RememberedSettlements, reserved: 0).ConfigureAwait(false);
        Expect.True(
            (await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Count(c => c.IsSettled) >= AccountClaim.RememberedSettlements,
            "the settled claims that are remembered");
    }

    private static async Task Settle_UnknownClaim_IsBookedWhenItWasSpent(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await SettleAsync(run, "never", 0).ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 0).ConfigureAwait(false);
        Expect.Equal(0, (await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Count, "claims that are held");
        for (int i = 0; i < 2; i++)
            await SettleAsync(run, "spent", 40).ConfigureAwait(false);
        await ExpectAsync(store, spent: 40, reserved: 0).ConfigureAwait(false);
    }

    private static async Task Settle_InTheCommitOfAClaim_MakesItsRoom(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c1", Part(100))).ConfigureAwait(false);
        StoreCommit commit = run.Commit() with { Claims = [Claim("c2", Part(60))], Settlements = [Settlement("c1", 40)] };
        Expect.Equal(0, (await run.WriteAsync(commit).ConfigureAwait(false)).RefusedClaims.Count, "claims refused");
        await ExpectAsync(store, spent: 40, reserved: 60).ConfigureAwait(false);
    }

    private static async Task End_OpenClaims_AreBookedAsClaimed(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("c1", Part(30)), Claim("c2", Part(30))).ConfigureAwait(false);
        StoreCommit end = run.Commit(status: RunStatus.Completed) with { Settlements = [Settlement("c1", 10)] };
        await run.WriteAsync(end).ConfigureAwait(false);
        await ExpectAsync(store, spent: 40, reserved: 0).ConfigureAwait(false);
    }

    private static async Task Claim_OfADeadWorker_StandsInNobodysWay(RunStore store, CancellationToken cancellationToken)
    {
        var dead = new StoreSubject(store, "r1") { Owner = "first", LeaseDuration = Brief };
        await dead.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(dead, Claim("c1", Part(60))).ConfigureAwait(false);
        var run = new StoreSubject(store, "r2");
        await run.WriteAsync().ConfigureAwait(false);
        CommitResult result;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            result = await run.WriteAsync(run.Commit() with { Claims = [Claim("c1", Part(60))] }).ConfigureAwait(false);
        }
        while (result.RefusedClaims.Count > 0);
        await ExpectAsync(store, spent: 0, reserved: 60).ConfigureAwait(false);

        // Who goes on with the run says what became of it: it is booked although others took its room.
        dead.Owner = "second";
        await dead.AcquireAsync().ConfigureAwait(false);
        await SettleAsync(dead, "c1", 60).ConfigureAwait(false);
        await ExpectAsync(store, spent: 60, reserved: 60).ConfigureAwait(false);
    }

    private static async Task Claim_OfASuspendedRun_StaysReserved(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { LeaseDuration = Brief };
        await run.WriteAsync().ConfigureAwait(false);
        await run.WriteAsync(run.Commit(status: RunStatus.Suspended) with { Claims = [Claim("c1", Part(60))] }).ConfigureAwait(false);
        await Task.Delay(Brief * 2, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        var other = new StoreSubject(store, "r2");
        await other.WriteAsync().ConfigureAwait(false);
        await ExpectRefusedAsync(other, Claim("c1", Part(60)), "a").ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 60).ConfigureAwait(false);
    }

    private static async Task Accounts_OfTwoTenants_AreTwoAccounts(RunStore store, CancellationToken cancellationToken)
    {
        var mine = new StoreSubject(store, "r1", "mine");
        var theirs = new StoreSubject(store, "r1", "theirs");
        await mine.WriteAsync().ConfigureAwait(false);
        await theirs.WriteAsync().ConfigureAwait(false);
        await ExpectGrantedAsync(mine, Claim("c1", Part(90))).ConfigureAwait(false);
        await ExpectGrantedAsync(theirs, Claim("c1", Part(80))).ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 90, tenant: "mine").ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 80, tenant: "theirs").ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 0).ConfigureAwait(false);
    }

    private static async Task Accounts_OfOneNameWithOtherPeriods_AreOtherAccounts(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        AccountKey[] keys = [new("a"), new("a", AccountPeriod.Hour), new("a", AccountPeriod.Month), new("a", Window: TimeSpan.FromDays(1)), new("a", Window: TimeSpan.FromDays(2))];
        AccountPart[] parts = [.. keys.Select((k, i) => new AccountPart { Account = k, Amount = i + 1, Limit = 5 })];
        await ExpectGrantedAsync(run, new AccountClaim { Id = "c1", Parts = parts }).ConfigureAwait(false);
        IReadOnlyList<AccountBalance> balances = await store.ReadAccountsAsync("", parts, cancellationToken).ConfigureAwait(false);
        Expect.Sequence(keys, balances.Select(b => b.Account), "the accounts");
        Expect.Sequence([1, 2, 3, 4, 5], balances.Select(b => b.Spent + b.Reserved), "what was taken from each");
        Expect.Sequence([true, true, false, false, false], balances.Select(b => b.FreeAfter == TimeSpan.Zero), "which would give as much again");
        Expect.True(balances[2].FreeAfter is null, "no month gives back what is reserved");
        Expect.True(balances[4].FreeAfter is { } free && free > TimeSpan.FromDays(1.9), "a window gives back when it has passed");
    }

    private static async Task Window_Full_SaysWhenItHasRoomAndHasItThen(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        var window = TimeSpan.FromMilliseconds(200);
        AccountPart One(long limit = 3) => new() { Account = new("rate", Window: window), Amount = 1, Limit = limit };
        for (int i = 0; i < 3; i++)
            await ExpectGrantedAsync(run, Claim($"c{i}", One())).ConfigureAwait(false);
        CommitResult full = await run.WriteAsync(run.Commit() with { Claims = [Claim("next", One())] }).ConfigureAwait(false);
        if (full.RefusedClaims is [{ } refusal])
        {
            Expect.True(refusal.RetryAfter is { } wait && wait > TimeSpan.Zero && wait <= window, $"{refusal.RetryAfter} is within the window");
            AccountBalance balance = (await store.ReadAccountsAsync("", [One()], cancellationToken).ConfigureAwait(false)).Single();
            Expect.True(balance.Spent <= 3, "no more than the limit is in the window");
        }

        CommitResult never = await run.WriteAsync(run.Commit() with { Claims = [Claim("never", One(limit: 0))] }).ConfigureAwait(false);
        Expect.Equal(null, never.RefusedClaims.Single().RetryAfter, "when a part larger than its limit would succeed");
        await Task.Delay(window + Brief, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await ExpectGrantedAsync(run, Claim("later", One(limit: 1))).ConfigureAwait(false);
    }

    private static async Task Window_ClaimReleased_MakesRoom(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        AccountClaim claim = Claim("c1", new AccountPart { Account = new("rate", Window: TimeSpan.FromHours(1)), Amount = 2, Limit = 2 });
        await ExpectGrantedAsync(run, claim).ConfigureAwait(false);
        await ExpectRefusedAsync(run, claim with { Id = "c2" }, "rate").ConfigureAwait(false);
        await run.WriteAsync(run.Commit() with { Settlements = [ClaimSettlement.Release(claim)] }).ConfigureAwait(false);
        await ExpectGrantedAsync(run, claim with { Id = "c2" }).ConfigureAwait(false);
        AccountBalance balance = (await store.ReadAccountsAsync("", claim.Parts, cancellationToken).ConfigureAwait(false)).Single();
        Expect.Equal(2L, balance.Spent, "what the window counts");
    }

    private static async Task Prune_OwnAccounts_GoWithTheRunAndOthersStay(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        string own = AccountKey.OfRun(run.Key.RunId) + "cost";
        await ExpectGrantedAsync(run, Claim("c1", Part(30), Part(30, own))).ConfigureAwait(false);
        await run.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await store.PruneAsync(new RunPrune { EndedBefore = StoreSubject.Noon.AddDays(1) }, cancellationToken).ConfigureAwait(false);
        await ExpectAsync(store, spent: 30, reserved: 0).ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 0, own).ConfigureAwait(false);
        Expect.Equal(0, (await store.ReadClaimsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Count, "claims of a pruned run");
    }

    private static async Task Race_Claims_NeverTakeMoreThanTheLimit(RunStore store, CancellationToken cancellationToken)
    {
        StoreSubject[] runs = [.. Enumerable.Range(0, 50).Select(i => new StoreSubject(store, $"r{i}"))];
        foreach (StoreSubject run in runs)
            await run.WriteAsync().ConfigureAwait(false);
        CommitResult[] results = await Task.WhenAll(runs.Select(r => Task.Run(
            async () => await store.CommitAsync(r.Commit() with { Claims = [Claim("c1", Part(30), Part(1, "calls"))] }, cancellationToken).ConfigureAwait(false),
            cancellationToken))).ConfigureAwait(false);
        Expect.Equal(3, results.Count(r => r.RefusedClaims.Count == 0), "claims of 30 granted on a limit of 100");
        await ExpectAsync(store, spent: 0, reserved: 90).ConfigureAwait(false);
        await ExpectAsync(store, spent: 0, reserved: 3, "calls").ConfigureAwait(false);
    }

    /// <summary>At no instant of its end does what a run holds stand in nobody's way: first reserved, then spent.</summary>
    private static async Task Race_EndOfAHolder_LetsNobodyPast(RunStore store, CancellationToken cancellationToken)
    {
        const int rounds = 300, others = 3;
        for (int round = 0; round < rounds; round++)
        {
            string account = string.Create(CultureInfo.InvariantCulture, $"a{round}");
            StoreSubject[] runs = [.. Enumerable.Range(0, others + 1).Select(i => new StoreSubject(store, string.Create(CultureInfo.InvariantCulture, $"r{round}-{i}")))];
            await Task.WhenAll(runs.Select(r => r.WriteAsync())).ConfigureAwait(false);
            await ExpectGrantedAsync(runs[0], Claim("c1", Part(60, account))).ConfigureAwait(false);
            StoreCommit end = runs[0].Commit(status: RunStatus.Completed) with
            {
                Settlements = [new ClaimSettlement { Id = "c1", Amounts = [new AccountAmount(new AccountKey(account), 60)] }],
            };
            StoreCommit[] commits = [end, .. runs.Skip(1).Select(r => r.Commit() with { Claims = [Claim("c1", Part(60, account))] })];
            CommitResult[] results = await Task.WhenAll(commits.Select(c => Task.Run(
                async () => await store.CommitAsync(c, cancellationToken).ConfigureAwait(false), cancellationToken))).ConfigureAwait(false);
            Expect.Equal(others, results.Sum(r => r.RefusedClaims.Count), "claims of 60 refused beside 60 of 100 that are held and then spent");
        }
    }

    private static AccountPart Part(long amount, string account = "a", long limit = 100) => new() { Account = new AccountKey(account), Amount = amount, Limit = limit };

    private static AccountClaim Claim(string id, params AccountPart[] parts) => new() { Id = id, Parts = parts };

    private static ClaimSettlement Settlement(string id, long amount) => new() { Id = id, Amounts = [new AccountAmount(new AccountKey("a"), amount)] };

    private static async Task ExpectGrantedAsync(StoreSubject run, params AccountClaim[] claims)
    {
        CommitResult result = await run.WriteAsync(run.Commit() with { Claims = claims }).ConfigureAwait(false);
        Expect.Sequence([], result.RefusedClaims.Select(r => $"{r.Id} by {r.Account}"), "claims refused");
    }

    private static async Task ExpectRefusedAsync(StoreSubject run, AccountClaim claim, string account)
    {
        CommitResult result = await run.WriteAsync(run.Commit() with { Claims = [claim] }).ConfigureAwait(false);
        Expect.Sequence([$"{claim.Id} by {account}"], result.RefusedClaims.Select(r => $"{r.Id} by {r.Account.Name}"), "claims refused");
    }

    private static Task<CommitResult> SettleAsync(StoreSubject run, string id, long amount) =>
        run.WriteAsync(run.Commit() with { Settlements = [Settlement(id, amount)] });

    private static async Task ExpectAsync(RunStore store, long spent, long reserved, string account = "a", string tenant = "")
    {
        AccountBalance balance = (await store.ReadAccountsAsync(tenant, [Part(1, account)]).ConfigureAwait(false)).Single();
        Expect.Equal((spent, reserved), (balance.Spent, balance.Reserved), $"spent and reserved of account '{account}' of tenant '{tenant}'");
    }
}
