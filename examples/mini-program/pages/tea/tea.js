const { shop } = require("../../settings");
const { tributary } = require("../../tributary");

Page({
  data: { said: "" },

  /** The order goes to the shop's own server, which reports it with these tokens. */
  async buy() {
    const clickTokens = await tributary.clickTokens();
    wx.request({
      url: `${shop}/orders`,
      method: "POST",
      data: { productId: "longjing", clickTokens },
      success: ({ statusCode }) => this.setData({ said: statusCode === 200 ? "Ordered" : "Not ordered" }),
      fail: () => this.setData({ said: "Not ordered" }),
    });
  },

  /** The shop's server knows who is signed in, and has that promoter's link. */
  onShareAppMessage() {
    const slug = wx.getStorageSync("slug");
    return { title: "Longjing", path: slug ? `/pages/tea/tea?tby=${slug}` : "/pages/tea/tea" };
  },
});
