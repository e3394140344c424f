namespace Agentry.JsonSchema;

/// <summary>A further plan for a member. When it does not match, the object fails, or only the condition with the bit <paramref name="Fails"/> unless that is 0.</summary>
internal readonly record struct ScanMember(ScanPlan Plan, uint Fails);
