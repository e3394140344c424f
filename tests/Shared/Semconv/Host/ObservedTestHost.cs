namespace Agentry.Tests;

/// <summary>Every host of the tests is observed.</summary>
internal sealed partial class TestHost
{
    static partial void AddEverywhere(IAgentryBuilder all) => all.AddObservability();
}
