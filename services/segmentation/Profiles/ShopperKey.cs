namespace Automation.Segmentation.Profiles;

/// <summary>Whose profile.</summary>
readonly record struct ShopperKey(string ShopId, Guid ShopperId);
