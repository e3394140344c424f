namespace Agentry.Tests;

/// <summary>Where runs are kept: every scenario holds on each.</summary>
public enum StoreKind
{
    Memory,
    Sqlite,
}

/// <summary>Both stores, for <c>[Theory, BothStores]</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothStoresAttribute : Xunit.Sdk.DataAttribute
{
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[StoreKind.Memory], [StoreKind.Sqlite]];
}

/// <summary>Both stores, plain and streaming, for <c>[Theory, BothStoresAndModes]</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothStoresAndModesAttribute : Xunit.Sdk.DataAttribute
{
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
        from store in Enum.GetValues<StoreKind>()
        from mode in Enum.GetValues<RunMode>()
        select new object[] { store, mode };
}
