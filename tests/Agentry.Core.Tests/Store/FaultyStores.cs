using System.Collections.Concurrent;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>Stores that are right but for one thing, each with the check that must find it.</summary>
internal static class FaultyStores
{
    public static IReadOnlyDictionary<string, (Func<RunStore> Create, string Check)> All { get; } =
        new Dictionary<string, (Func<RunStore>, string)>(StringComparer.Ordinal)
        {
            ["epochs ignored"] = (() => new EpochsIgnored(), "Commit_OfAnEarlierOwner_IsFenced"),
            ["stale commits said to be written"] = (() => new StaleIsCommitted(), "Race_TwoWritersOfOneRun_NoGapAndNothingLost"),
            ["blobs written with refused commits"] = (() => new BlobsAlways(), "Create_KeyTaken_IsRefusedWhateverTheOtherRunsStatus"),
            ["keys forgotten"] = (() => new KeysForgotten(), "Race_CreatesWithOneKey_OneIsWritten"),
            ["conversations never busy"] = (() => new NeverBusy(), "Create_ConversationBusy_IsRefusedUntilTheOtherRunIsOver"),
            ["summary of the creation kept"] = (() => new FirstSummary(), "Append_EachTime_ReplacesTheSummary"),
            ["tenants mixed in look-ups"] = (() => new TenantsMixed(), "Reads_OfAnotherTenant_FindNothing"),
            ["blobs of all tenants in one place"] = (() => new SharedBlobs(), "Blob_OfTwoTenants_IsTwoBlobs"),
            ["oldest first"] = (() => new OldestFirst(), "List_Several_NewestFirst"),
            ["take ignored"] = (() => new TakeIgnored(), "List_Take_IsTheMost"),
            ["start bound exclusive"] = (() => new StartExclusive(), "List_EveryMemberOfTheQuery_Restricts"),
            ["from ignored"] = (() => new FromIgnored(), "Append_AtTheExpectedSequence_FollowsTheFirstEvents"),
            ["watch is a read"] = (() => new WatchIsRead(), "Watch_RunAtWork_GivesEachEventAsItIsWritten"),
            ["watch never ends"] = (() => new WatchNeverEnds(), "Watch_RunThatIsOver_GivesItsEventsAndEnds"),
            ["watch deaf to its token"] = (() => new WatchDeaf(), "Watch_Waiting_CanBeCancelled"),
            ["signals not idempotent"] = (() => new SignalsNotIdempotent(), "Signal_SameIdAgain_IsADuplicate"),
            ["signals kept when consumed"] = (() => new SignalsKept(), "Signal_Consumed_LeavesTheMailboxWithTheCommit"),
            ["signals accepted after the end"] = (() => new SignalsAfterTheEnd(), "Signal_RunThatIsOver_IsRunEnded"),
            ["mailbox in reverse"] = (() => new MailboxReversed(), "Signal_Several_AreReadInOrderOfArrival"),
            ["erase forgets to"] = (() => new EraseForgets(), "Blob_Erased_IsGoneAndTheLogStays"),
            ["leases that nobody respects"] = (() => new LeasesIgnored(), "Acquire_HeldByAnotherOwner_IsHeldUntilTheLeaseRunsOut"),
            ["claims that never count"] = (() => new ClaimsUncounted(), "Claim_WithoutProgress_Counts"),
            ["claims of everybody's runs"] = (() => new ClaimsAnyAgent(), "Claim_Interrupted_GoesToOneWorkerOfItsAgent"),
            ["renewals of lost leases"] = (() => new RenewsAll(), "Renew_NotHeldAnyMore_IsSaid"),
            ["conversation heads ignored"] = (() => new HeadIgnored(), "Create_AfterAnotherRunThanTheLast_IsRefused"),
            ["ledger lost"] = (() => new LedgerLost(), "Ledger_OfACommit_IsReadByEveryMemberOfTheQuery"),
            ["nothing pruned"] = (() => new PrunesNothing(), "Prune_RunsThatAreOver_AreForgottenWithTheirContent"),
            ["shared content pruned"] = (() => new PrunesShared(), "Prune_RunsThatAreOver_AreForgottenWithTheirContent"),
            ["claims never refused"] = (() => new ClaimsGranted(), "Race_Claims_NeverTakeMoreThanTheLimit"),
            ["claims without memory"] = (() => new ClaimsAnew(), "Claim_IdAgain_IsGrantedAndTakesNothing"),
            ["settlements lost"] = (() => new SettlementsLost(), "Settle_LowerOrHigher_IsBookedAsItCame"),
            ["accounts of all tenants in one place"] = (() => new SharedAccounts(), "Accounts_OfTwoTenants_AreTwoAccounts"),
            ["payload trimmed"] = (() => new PayloadTrimmed(), "Create_NewRun_IsReadBackByteForByte"),
        };

    private abstract class Faulty() : DelegatingRunStore(new InMemoryRunStore());

    private sealed class EpochsIgnored : Faulty
    {
        private readonly ConcurrentDictionary<RunKey, long> _epochs = new();

        public override async ValueTask<AcquireResult> AcquireAsync(RunKey run, StoreLease lease, CancellationToken cancellationToken = default)
        {
            AcquireResult result = await base.AcquireAsync(run, lease, cancellationToken);
            if (result.Outcome == AcquireOutcome.Acquired)
                _epochs[run] = result.Epoch;
            return result;
        }

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Epoch = _epochs.GetValueOrDefault(commit.Run, 1) }, cancellationToken);
    }

    private sealed class StaleIsCommitted : Faulty
    {
        public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            CommitResult result = await base.CommitAsync(commit, cancellationToken);
            return result.Outcome == CommitOutcome.Stale ? CommitResult.Committed : result;
        }
    }

    private sealed class BlobsAlways : Faulty
    {
        private readonly ConcurrentDictionary<(string, string), StoredBlob> _blobs = new();

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            foreach (StoredBlob blob in commit.Blobs)
                _blobs[(commit.Run.Tenant, blob.Address)] = blob;
            return base.CommitAsync(commit, cancellationToken);
        }

        public override ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
            new(_blobs.GetValueOrDefault((tenant, address)));
    }

    private sealed class KeysForgotten : Faulty
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Summary = commit.Summary with { IdempotencyKey = null } }, cancellationToken);
    }

    private sealed class NeverBusy : Faulty
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Summary = commit.Summary with { ConversationId = null } }, cancellationToken);
    }

    private sealed class FirstSummary : Faulty
    {
        private readonly ConcurrentDictionary<RunKey, RunSummary> _first = new();

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Summary = _first.GetOrAdd(commit.Run, commit.Summary) }, cancellationToken);
    }

    private sealed class TenantsMixed : Faulty
    {
        private readonly ConcurrentDictionary<RunId, RunKey> _byId = new();

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            _byId[commit.Run.RunId] = commit.Run;
            return base.CommitAsync(commit, cancellationToken);
        }

        public override ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
            base.GetAsync(_byId.GetValueOrDefault(run.RunId, run), cancellationToken);
    }

    private sealed class SharedBlobs : Faulty
    {
        public override ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
            base.EraseBlobAsync("theirs", address, cancellationToken);
    }

    private sealed class OldestFirst : Faulty
    {
        public override async ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
            [.. (await base.ListAsync(query, cancellationToken)).Reverse()];
    }

    private sealed class TakeIgnored : Faulty
    {
        public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
            base.ListAsync(query with { Take = int.MaxValue }, cancellationToken);
    }

    private sealed class StartExclusive : Faulty
    {
        public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
            base.ListAsync(query with { StartedFrom = query.StartedFrom?.AddTicks(1) }, cancellationToken);
    }

    private sealed class FromIgnored : Faulty
    {
        public override IAsyncEnumerable<StoredEvent> ReadAsync(RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
            base.ReadAsync(run, 1, cancellationToken);
    }

    private sealed class WatchIsRead : Faulty
    {
        public override IAsyncEnumerable<StoredEvent> WatchAsync(RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
            ReadAsync(run, fromSequence, cancellationToken);
    }

    private sealed class WatchNeverEnds : Faulty
    {
        public override async IAsyncEnumerable<StoredEvent> WatchAsync(
            RunKey run, long fromSequence = 1, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (StoredEvent stored in base.WatchAsync(run, fromSequence, cancellationToken))
                yield return stored;
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class WatchDeaf : Faulty
    {
        public override IAsyncEnumerable<StoredEvent> WatchAsync(RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
            Deaf(base.WatchAsync(run, fromSequence, CancellationToken.None));

        private static async IAsyncEnumerable<StoredEvent> Deaf(IAsyncEnumerable<StoredEvent> events)
        {
            await foreach (StoredEvent stored in events)
                yield return stored;
        }
    }

    private sealed class SignalsNotIdempotent : Faulty
    {
        private int _sent;

        public override ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default) =>
            base.SignalAsync(run, signal with { Id = $"{signal.Id}-{Interlocked.Increment(ref _sent)}" }, cancellationToken);
    }

    private sealed class SignalsKept : Faulty
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { ConsumedSignals = [] }, cancellationToken);
    }

    private sealed class SignalsAfterTheEnd : Faulty
    {
        public override async ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default)
        {
            SignalResult result = await base.SignalAsync(run, signal, cancellationToken);
            return result == SignalResult.RunEnded ? SignalResult.Accepted : result;
        }
    }

    private sealed class MailboxReversed : Faulty
    {
        public override async ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default) =>
            [.. (await base.ReadSignalsAsync(run, cancellationToken)).Reverse()];
    }

    private sealed class EraseForgets : Faulty
    {
        public override async ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
            await ReadBlobAsync(tenant, address, cancellationToken) is not null;
    }

    private sealed class PayloadTrimmed : Faulty
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Events = [.. commit.Events.Select(e => e with { Payload = e.Payload[..^1] })] }, cancellationToken);
    }

    private sealed class LeasesIgnored : Faulty
    {
        public override ValueTask<AcquireResult> AcquireAsync(RunKey run, StoreLease lease, CancellationToken cancellationToken = default) =>
            base.AcquireAsync(run, lease with { Owner = "first" }, cancellationToken);
    }

    private sealed class ClaimsUncounted : Faulty
    {
        public override async ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken = default) =>
            [.. (await base.ClaimAsync(claim, cancellationToken)).Select(c => c with { Claims = 1 })];
    }

    private sealed class ClaimsAnyAgent : Faulty
    {
        public override ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken = default) =>
            base.ClaimAsync(claim with { Agents = [.. claim.Agents, "agent"] }, cancellationToken);
    }

    private sealed class RenewsAll : Faulty
    {
        public override async ValueTask<IReadOnlyList<RunKey>> RenewAsync(
            IReadOnlyList<RunLease> leases, TimeSpan duration, CancellationToken cancellationToken = default)
        {
            await base.RenewAsync(leases, duration, cancellationToken);
            return [];
        }
    }

    private sealed class HeadIgnored : Faulty
    {
        public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            ConversationHead head = commit.Summary.ConversationId is { } conversation
                ? await GetConversationAsync(commit.Run.Tenant, conversation, cancellationToken)
                : default;
            return await base.CommitAsync(commit with { PreviousRun = head.Last }, cancellationToken);
        }
    }

    private sealed class LedgerLost : Faulty
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Ledger = [] }, cancellationToken);
    }

    private sealed class PrunesNothing : Faulty
    {
        public override ValueTask<int> PruneAsync(RunPrune prune, CancellationToken cancellationToken = default) => new(0);
    }

    private sealed class PrunesShared : Faulty
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Blobs = [.. commit.Blobs.Select(b => b with { IsShared = false })] }, cancellationToken);
    }

    private sealed class ClaimsGranted : Faulty
    {
        public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            await base.CommitAsync(commit, cancellationToken) with { RefusedClaims = [] };
    }

    private sealed class ClaimsAnew : Faulty
    {
        private int _claims;

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Claims = [.. commit.Claims.Select(c => c with { Id = $"{c.Id}-{Interlocked.Increment(ref _claims)}" })] }, cancellationToken);
    }

    private sealed class SettlementsLost : Faulty
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            base.CommitAsync(commit with { Settlements = [] }, cancellationToken);
    }

    private sealed class SharedAccounts : Faulty
    {
        public override ValueTask<IReadOnlyList<AccountBalance>> ReadAccountsAsync(
            string tenant, IReadOnlyList<AccountPart> parts, CancellationToken cancellationToken = default) =>
            base.ReadAccountsAsync("mine", parts, cancellationToken);
    }
}
