using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>The kit is worth something only if it finds what is wrong.</summary>
public sealed class RunStoreConformanceTests
{
    public static TheoryData<string> Faults => [.. FaultyStores.All.Keys];

    [Theory, MemberData(nameof(Faults))]
    public async Task Kit_StoreWithOneFault_ReportsTheCheckThatFindsIt(string fault)
    {
        (Func<RunStore> create, string check) = FaultyStores.All[fault];

        RunStoreFailure? failure = await RunStoreConformance.CheckAsync(check, _ => new ValueTask<RunStore>(create()), TimeSpan.FromSeconds(2));

        failure.Should().NotBeNull();
        failure!.Check.Should().Be(check);
        failure.Problem.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Kit_ConformingStore_ReportsNothing() =>
        (await RunStoreConformance.CheckAllAsync(_ => new ValueTask<RunStore>(new InMemoryRunStore()))).Should().BeEmpty();

    [Fact]
    public async Task Kit_StoreThatThrows_ReportsTheExceptionOfEveryCheckThatMeetsIt()
    {
        IReadOnlyList<RunStoreFailure> failures = await RunStoreConformance.CheckAllAsync(_ => new ValueTask<RunStore>(new ThrowingStore()));

        failures.Should().OnlyContain(f => f.Problem == "RunStoreException: The disk is full.");
        failures.Count.Should().BeGreaterThan(RunStoreConformance.Checks.Count - 3, "only checks that write nothing can pass");
    }

    [Fact]
    public async Task Kit_UnknownCheck_IsRefused() =>
        await FluentActions.Awaiting(() => RunStoreConformance.CheckAsync("Nothing", _ => new ValueTask<RunStore>(new InMemoryRunStore())))
            .Should().ThrowAsync<ArgumentException>();

    private sealed class ThrowingStore() : DelegatingRunStore(new InMemoryRunStore())
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            throw new RunStoreException("The disk is full.", FailureClass.Transient);
    }
}
