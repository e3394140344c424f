namespace Agentry;

/// <summary>One step of the schema. Steps are never changed once released, only added.</summary>
/// <param name="Name">What it does, for the file's history.</param>
/// <param name="Sql">Its statements, run in one transaction. They add; what an older build reads stays.</param>
internal sealed record Migration(string Name, string Sql);
