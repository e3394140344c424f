using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>Puts <see cref="EmittedHereTests"/> behind every other collection.</summary>
public sealed class EmittedHereLast : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => c.DisplayName == nameof(EmittedHereTests));
}
