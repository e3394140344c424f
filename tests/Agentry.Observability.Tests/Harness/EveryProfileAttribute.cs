namespace Agentry.Tests;

/// <summary>Both profiles in both modes, for <c>[Theory, EveryProfile]</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryProfileAttribute : Xunit.Sdk.DataAttribute
{
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
        from mode in Enum.GetValues<RunMode>()
        from profile in Enum.GetValues<SemconvProfile>()
        select new object[] { mode, profile };
}
