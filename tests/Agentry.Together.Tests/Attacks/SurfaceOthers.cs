namespace Agentry.Tests;

/// <summary>Here the attacks meet guardrails that do not stand alone; observability is in every host anyway.</summary>
internal sealed partial record Surface
{
    static partial void AddOthers(IAgentryBuilder all) => all.AddResilience();
}
