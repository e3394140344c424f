using System.Collections;
using Agentry.Testing;

namespace Agentry.Tests;

public sealed class InMemoryAccountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccountKey Account = new("a");
    private static readonly AccountClaim Most = new() { Id = "c1", Parts = [new AccountPart { Account = Account, Amount = 60, Limit = 100 }] };

    /// <summary>What a run holds is first reserved and then spent, and at no instant neither: somebody who claims while it ends finds no room.</summary>
    [Fact]
    public async Task Claim_WhileItsHolderEnds_FindsNoRoom()
    {
        var store = new InMemoryRunStore(new FakeClock());
        await store.CommitAsync(Commit("holder", 0) with { Claims = [Most] });
        await store.CommitAsync(Commit("other", 0));
        Task<CommitResult>? meanwhile = null;
        var claims = new HookedList<AccountClaim>(() => meanwhile ??= store.CommitAsync(Commit("other", 1) with { Claims = [Most] }).AsTask());

        CommitResult end = await store.CommitAsync(Commit("holder", 1, RunStatus.Completed) with
        {
            Claims = claims,
            Settlements = [new ClaimSettlement { Id = "c1", Amounts = [new AccountAmount(Account, 60)] }],
        });

        end.Outcome.Should().Be(CommitOutcome.Committed);
        (await meanwhile!).RefusedClaims.Should().ContainSingle();
    }

    private static StoreCommit Commit(string run, long sequence, RunStatus status = RunStatus.Running)
    {
        var key = new RunKey("", new RunId(run));
        return new StoreCommit
        {
            Run = key,
            ExpectedSequence = sequence,
            Epoch = 1,
            Lease = new StoreLease("me", TimeSpan.FromMinutes(10)),
            Events = [new StoredEvent(sequence + 1, new byte[] { 1 }, new byte[] { 1 })],
            Summary = new RunSummary
            {
                Run = key,
                Agent = "agent",
                Status = status,
                Subject = "somebody",
                StartedAt = Noon,
                UpdatedAt = Noon,
                Sequence = sequence + 1,
            },
        };
    }

    /// <summary>Nothing, and somebody else's turn whenever the store looks.</summary>
    private sealed class HookedList<T>(Action onLook) : IReadOnlyList<T>
    {
        public int Count
        {
            get
            {
                onLook();
                return 0;
            }
        }

        public T this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<T> GetEnumerator() => Enumerable.Empty<T>().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
