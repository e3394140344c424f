namespace Agentry.JsonSchema;

/// <summary>Plans that the same value has to be looked at with once more. For <see cref="Op.If"/> they are condition, then and else, null for none.</summary>
internal sealed record ScanRest(Op Op, NodeKind Kinds, ScanPlan?[] Plans, Discriminator? Discriminator = null);
