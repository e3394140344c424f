using Agentry.Testing;

namespace Agentry.Tests;

public sealed class InMemoryRunStoreTests
{
    public static TheoryData<string> Checks => [.. RunStoreConformance.Checks];

    [Theory, MemberData(nameof(Checks))]
    public async Task Store_EachCheckOfTheKit_Holds(string check)
    {
        RunStoreFailure? failure = await RunStoreConformance.CheckAsync(check, _ => new ValueTask<RunStore>(new InMemoryRunStore()));

        failure.Should().BeNull();
    }
}
